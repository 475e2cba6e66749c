// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_MODEL_LIMITS_H
#define NSINFO_MODEL_LIMITS_H

// Every bound on what comes from outside, in both programs. Bytes unless the name says otherwise.
enum {
    LIMIT_KIB = 1024,
    LIMIT_MIB = 1024 * 1024,

    // The agent's requests. 64 IDs of 64 hex make a URL of about 6 KiB, which proxies let through.
    LIMIT_IDS_PER_REQUEST = 64,
    LIMIT_AGENT_TOKEN = 8 * LIMIT_KIB, // of the client's, in a header
    LIMIT_KUBE_NAMESPACES_PER_REQUEST = 64,
    LIMIT_REQUEST_HEADERS = 16 * LIMIT_KIB, // the request line included
    LIMIT_REQUEST_BODY = 4 * LIMIT_KIB,     // GET has none; a little is read and thrown away
    LIMIT_CLIENT_HELLO = 8 * LIMIT_KIB,     // of TLS; those of today have 2 at most
    LIMIT_CONNECTIONS_COUNT = 208,          // with TLS 50 KiB each
    LIMIT_REFUSED_CONNECTIONS_COUNT = 16,   // beside them, while they are told so
    LIMIT_REQUEST_SECONDS = 30,

    // What the agent reads of one process.
    LIMIT_PROC_FILE = 64 * LIMIT_KIB, // stat, status, cgroup, uid_map
    LIMIT_COMMAND = 32 * LIMIT_KIB,
    LIMIT_PASSWD = 1 * LIMIT_MIB,
    LIMIT_PROCESSES_PER_CONTAINER = 4096,

    // What it reads for one report: the ones above multiply.
    LIMIT_PROCESSES_PER_REPORT = 32 * 1024,
    LIMIT_REPORT_COMMANDS = 8 * LIMIT_MIB,

    // How long it waits for what a container holds up, and how many threads it leaves there.
    LIMIT_HELD_READ_MILLISECONDS = 500,       // seen after twice as long at most
    LIMIT_HELD_REQUEST_MILLISECONDS = 4000,   // all such waits of one request
    LIMIT_HELD_CONTAINER_MILLISECONDS = 1000, // those for one container
    LIMIT_HELD_READERS = 32,
    LIMIT_HELD_READERS_PER_CONTAINER = 2, // for its arguments, and as many for its passwd

    // What it reads of the node: /proc/stat has a line a CPU and a number an interrupt.
    LIMIT_PROC_STAT = 1 * LIMIT_MIB,
    LIMIT_MOUNTINFO = 1 * LIMIT_MIB, // of the agent itself: a line a mount

    // What it asks of the runtimes, if it is told to.
    LIMIT_RUNTIME_REPLY = 4 * LIMIT_MIB,
    LIMIT_RUNTIME_CALL_MILLISECONDS = 2000,
    LIMIT_RUNTIME_REQUEST_MILLISECONDS = 5000, // all calls for one request together

    // What it asks of the API server.
    LIMIT_API_REPLY_HEADERS = 16 * LIMIT_KIB,
    LIMIT_API_REVIEW = 16 * LIMIT_KIB,
    LIMIT_API_NODE_PODS = 24 * LIMIT_MIB, // all pods of the node
    LIMIT_API_CALL_MILLISECONDS = 5000,
    LIMIT_API_REQUEST_MILLISECONDS = 10000, // all calls for one request, the waiting included

    // What the client reads; a credential file is the agent's too.
    LIMIT_KUBECONFIG = 4 * LIMIT_MIB,
    LIMIT_CREDENTIAL_FILE = 1 * LIMIT_MIB,
    LIMIT_POD_FILE = 4 * LIMIT_MIB,
    LIMIT_POD_FILES_COUNT = 10000, // that one command line names
    LIMIT_POD_FOLDER_DEPTH_LEVELS = 64,
    LIMIT_KUBECONFIG_ENTRIES_COUNT = 10000, // of a kind
    LIMIT_YAML_DEPTH_LEVELS = 64,
    LIMIT_YAML_ANCHORS_COUNT = 1000, // of a document; they are looked up one by one
    // How many nodes aliases may stand for, all told: an alias of aliases of … counts in full.
    LIMIT_YAML_ALIASED_NODES_COUNT = 100000,
    LIMIT_WARNINGS_COUNT = 64, // of the API server, in the life of a connection
    LIMIT_API_REPLY = 64 * LIMIT_MIB,
    LIMIT_LIST_COUNT = 1000000,  // objects of a list that comes in chunks, and chunks
    LIMIT_PROPOSALS_COUNT = 500, // names of pods and the like, where a command line is completed
    LIMIT_PROPOSAL_MILLISECONDS = 2000, // of each request for them
    LIMIT_AGENT_REPLY = 32 * LIMIT_MIB,
    LIMIT_SETUP_LAYOUTS_COUNT = 64,                  // of cgroups on a node
    LIMIT_TEMPLATE = 256 * LIMIT_KIB,                // a file of -o jsonpath-file and the like
    LIMIT_JSONPATH_VALUES_COUNT = 64 * 1024 * 1024,  // at one place of a template
    LIMIT_JSONPATH_VISITS_COUNT = 512 * 1024 * 1024, // of values and steps, all told
    LIMIT_JSONPATH_TEXT = 512 * LIMIT_MIB,           // that it comes to
    LIMIT_JSONPATH_RANGES_COUNT = 32,                // in one another
};

#endif
