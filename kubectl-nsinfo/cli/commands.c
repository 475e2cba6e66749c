// SPDX-License-Identifier: Apache-2.0
#include "common/base/text.h"
#include "kubectl-nsinfo/cli/command.h"

// Which pods a command is about, behind what it does.
#define SELECTION_HELP                                                                             \
    "\nWithout a name it is all pods of the Kubernetes namespace, or those that -l, "              \
    "--field-selector and\n"                                                                       \
    "--node leave. A KIND/NAME like deploy/web stands for the pods that it selects: of a "         \
    "deployment,\n"                                                                                \
    "statefulset, daemonset, replicaset, replicationcontroller, job or service; for a cronjob "    \
    "those of\n"                                                                                   \
    "its jobs.\n"
#define EPHEMERAL_HELP                                                                             \
    "With --ephemeral agents are started on the nodes of the pods for this command alone, in a "   \
    "Kubernetes\n"                                                                                 \
    "namespace of their own, and are removed with all that they need when it ends, however it "    \
    "ends.\n"                                                                                      \
    "It takes the rights of an administrator of the cluster.\n"
#define CONTAINER_HELP                                                                             \
    "That a named pod lacks the container of -c is an error; of several found together, only "     \
    "that all do.\n"

const struct command commands[] = {
    {
        .name = "pod",
        .summary = "Show the host PID and the Linux namespaces of each container of pods",
        .usage = "[NAME... | KIND/NAME... | -f FILE] [options]",
        .description =
            "Show the PID that each container of a pod has on its node, and the inode of each "
            "Linux\n"
            "namespace that it lives in. What stands behind an inode says with whom it is shared:\n"
            "\n"
            "  4026532601            with nobody: neither with the node, nor with another running\n"
            "                        container of the pod\n"
            "  4026532598(pod)       with another container of the pod\n"
            "  4026531840(node)      with the node itself\n"
            "  4026532601(unknown)   not all is known that it takes to tell\n"
            "  unknown               the namespace could not be read\n"
            "  <none>                the node's kernel has no namespaces of this kind\n"
            "  -                     the container does not run: see its state\n"
            "\n"
            "Init and ephemeral containers are listed as init:NAME and "
            "ephemeral:NAME.\n" SELECTION_HELP CONTAINER_HELP EPHEMERAL_HELP "\n"
            "The T of -o jsonpath=T is for what -o json shows, a list even of one pod: "
            "{.items[*].name};\n"
            "those of -o custom-columns=T are for each of its items, the pods: "
            "POD:.name,PIDS:.containers[*].pid\n",
        .examples = {{"Show the PIDs and namespaces of a pod", "pod mypod"},
                     {"Show two pods of the Kubernetes namespace \"web\" with all columns",
                      "pod front back -n web -o wide"},
                     {"Show one container of a pod as JSON", "pod mypod -c nginx -o json"},
                     {"Show every pod of the cluster", "pod -A"},
                     {"Show the pods with a label", "pod -l app=web"},
                     {"Print the PIDs of a pod's containers alone",
                      "pod mypod -o jsonpath='{.items[*].containers[*].pid}'"}},
        .groups = {&selection_options, &file_options, &container_options, &sort_options,
                   &output_options, &label_options, &agent_options, &ephemeral_options},
        .words = VALUES_PODS,
        .run = command_pod,
    },
    {
        .name = "top",
        .summary = "Show the processes of each container of pods",
        .usage = "[NAME... | KIND/NAME... | -f FILE] [options]",
        .description =
            "Show the processes in each container of a pod, with the PIDs that they have on the "
            "node\n"
            "and the user names of the container's own /etc/passwd. -o wide adds NSPID, the PID "
            "that\n"
            "the process has inside, and what it uses; --sort-by=cpu or memory adds %CPU and RSS. "
            "%CPU\n"
            "is the share of one CPU over the life of the process, as ps has it.\n"
            "Zombies are shown where the kernel says whose they are: with cgroup version 2.\n"
            "\n"
            "With --watch they are shown again and again, by cpu, as pods come and go. %CPU is "
            "then "
            "the\n"
            "share since the time before; over the life it is the first time, and for what was not "
            "there\n"
            "to compare. In a terminal the screen is drawn anew each time, and has keys:\n"
            "\n"
            "  q                 quit\n"
            "  c, m, p           order by cpu, memory, PID\n"
            "  t                 show processes under their parents, or no longer\n"
            "  Up, Down          scroll by a line; by a screen with PageUp and PageDown, and to "
            "the\n"
            "                    first and the last with Home and End\n"
            "\n"
            "Elsewhere, and with -o json or yaml, one output comes after the "
            "other.\n" SELECTION_HELP CONTAINER_HELP EPHEMERAL_HELP,
        .examples = {{"Show the processes of a pod", "top mypod"},
                     {"Show those of one container, with what they use",
                      "top mypod -c nginx -o wide"},
                     {"Show first what takes the most memory", "top mypod --sort-by=memory"},
                     {"Show which process has started which", "top mypod --tree"},
                     {"Watch what takes the most of the CPU", "top mypod --watch"},
                     {"Print their PIDs alone", "top mypod --no-headers | awk '{print $1}'"},
                     {"Show those of all pods of a Deployment", "top deploy/web"}},
        .groups = {&selection_options, &file_options, &container_options, &top_options,
                   &output_options, &agent_options, &ephemeral_options},
        .words = VALUES_PODS,
        .takes_kind = true,
        .run = command_top,
    },
    {
        .name = "apply",
        .summary = "Apply pods from a file, wait until they run, and show them as 'pod' does",
        .usage = "-f FILE [options]",
        .description =
            "Send the pods of a YAML or JSON file to the cluster by server-side apply, "
            "wait until their\n"
            "containers run, and show them as 'pod' does. Nothing is sent unless every "
            "document of\n"
            "every file is a Pod. A pod that cannot start (its image, a crash loop, no "
            "node for it) ends\n"
            "the wait at once with the reason. It is shown as it stands, as are those still on "
            "their way when\n"
            "the time is over.\n",
        .examples = {{"Start the pod of a file and show its PIDs and namespaces",
                      "apply -f mypod.yaml"},
                     {"The same from standard input, with more patience",
                      "apply -f - --timeout=5m"},
                     {"Have the API server check the pods of a folder, and keep none",
                      "apply -f pods/ --dry-run=server"}},
        .groups = {&apply_options, &output_options, &agent_options},
        .run = command_apply,
    },
    {
        .name = "explain",
        .summary = "Show which Linux namespaces a pod spec asks for, before it runs",
        .usage = "(-f FILE | [NAME... | KIND/NAME...]) [options]",
        .description =
            "Tell from the spec of a pod alone which Linux namespaces each of its containers will "
            "have to\n"
            "itself, and which field decides it. With -f no cluster is asked: the file may hold "
            "pods, and\n"
            "Deployments, StatefulSets, DaemonSets, ReplicaSets, Jobs and CronJobs, in several "
            "documents\n"
            "or in a List.\n"
            "\n"
            "  own         the container has it to itself\n"
            "  container   it is that of one container, which an ephemeral one joins\n"
            "  pod         the pod has one for its containers\n"
            "  node        it is the node's own\n"
            "  unknown     the spec does not decide it\n"
            "\n"
            "What is known to be otherwise with a runtime stands in parentheses. -o wide adds what "
            "each kind\n"
            "of namespaces isolates.\n" SELECTION_HELP,
        .examples = {{"Show what the pod of a file will share", "explain -f mypod.yaml"},
                     {"The same from standard input", "explain -f - < deployment.yaml"},
                     {"Show one container of what a folder describes",
                      "explain -R -f pods/ -c nginx"},
                     {"Show what a pod of the cluster shares, as JSON",
                      "explain pod mypod -o json"}},
        .groups = {&explain_options, &selection_options, &container_options, &output_options},
        .words = VALUES_PODS,
        .takes_kind = true,
        .run = command_explain,
    },
    {
        .name = "deploy",
        .summary = "Put the agents on the cluster, or bring them up to date",
        .usage = "[options]",
        .description =
            "Send what the agents need, and the agents themselves, to the cluster by server-side "
            "apply, and\n"
            "wait until every node has one that is ready. The manifests are in this program. "
            "Running it again\n"
            "changes what differs: flags of the last time that are left out are taken back. Agents "
            "that are\n"
            "newer than this program stay, unless --force is given. If agents cannot start, "
            "each is named\n"
            "with its node and the reason. Nodes that are down are not waited for.\n"
            "They go into the Kubernetes namespace \"nsinfo-system\", or that of -n: then the "
            "other "
            "commands have\n"
            "to be told by --agent-namespace, or by $NSINFO_AGENT_NAMESPACE. A cluster takes one "
            "set of agents.\n"
            "It takes the rights of an administrator of the cluster.\n"
            "\n"
            "With --team the agents stay as they are: what is sent is an account by which the "
            "group of that\n"
            "name sees the pods of the Kubernetes namespace of that name, and no others.\n",
        .examples = {{"Put the agents on the cluster", "deploy"},
                     {"From a registry of your own, on some nodes alone",
                      "deploy --image=registry.example.com/nsinfo-agent:0.1.0 "
                      "--node-selector=pool=blue"},
                     {"Let the agents ask containerd too",
                      "deploy --runtime-endpoint=/run/containerd/containerd.sock"},
                     {"Let the group \"team-a\" see the pods of the Kubernetes namespace "
                      "\"team-a\"",
                      "deploy --team=team-a"},
                     {"Put the agents into the Kubernetes namespace \"infra\"", "deploy -n infra"},
                     {"Print the manifests", "deploy --dry-run=client -o yaml"}},
        .groups = {&deploy_options, &rollout_options},
        .run = command_deploy,
    },
    {
        .name = "undeploy",
        .summary = "Take the agents off the cluster, with all that deploy has made",
        .usage = "[options]",
        .description =
            "Delete every object that deploy has made, the accounts and roles of teams included, "
            "and wait\n"
            "until they are gone. What they are is shown, and asked for, first; where nobody can "
            "be asked,\n"
            "--yes has to say so. The Kubernetes namespace of the agents, \"nsinfo-system\" or "
            "that "
            "of -n, is left\n"
            "if it was there before deploy, or holds what deploy has not made.\n",
        .examples = {{"Take the agents off the cluster", "undeploy"},
                     {"The same in a script", "undeploy --yes"}},
        .groups = {&undeploy_options, &rollout_options},
        .run = command_undeploy,
    },
    {
        .name = "doctor",
        .summary = "Look for what keeps the other commands from working, and say what to do",
        .usage = "[options]",
        .description =
            "Look at all that the other commands need, and change nothing: whether the API server "
            "is reached,\n"
            "the rights that you need in the Kubernetes namespace (-n) and those of the agents, "
            "the agent on\n"
            "each node, the way to it, its version, and what it sees of the node. Each check has "
            "a result:\n"
            "\n"
            "  ok\n"
            "  warning     something is missing that not everybody needs\n"
            "  BROKEN      what to do stands below it; the exit status is 1\n"
            "  unknown     it could not be found out\n"
            "  skipped     another check has to be ok first\n",
        .examples = {{"Look at all", "doctor"},
                     {"Look at the rights in the Kubernetes namespace \"web\", and at one node",
                      "doctor -n web --node=node-a"},
                     {"Print what is broken, for programs",
                      "doctor -o jsonpath='{.items[?(@.result==\"broken\")].message}'"}},
        .groups = {&doctor_options},
        .run = command_doctor,
    },
    {
        .name = "version",
        .summary = "Show the version of this program and of the agents on the cluster",
        .usage = "[options]",
        .description = "Show the version of this program, and of the agent on each node.\n",
        .examples = {{"Show the versions on both sides", "version"},
                     {"Show that of this program alone", "version --client"}},
        .groups = {&version_options, &agent_options},
        .run = command_version,
    },
    {
        .name = "completion",
        .summary = "Complete command lines: for kubectl, or as a script for a shell",
        .usage = "(install | bash | zsh | fish)",
        .description =
            "With 'install', write the file by which kubectl (from 1.26 on) completes command "
            "lines of this\n"
            "plugin, kubectl_complete-nsinfo, into the folder that the plugin is in. With the name "
            "of a shell,\n"
            "print a script that completes those that begin with kubectl-nsinfo.\n",
        .examples = {{"Have kubectl complete 'kubectl nsinfo'", "completion install"},
                     {"Have this bash complete kubectl-nsinfo",
                      "completion bash > kubectl-nsinfo.bash; source kubectl-nsinfo.bash"},
                     {"Have every fish do so",
                      "completion fish > ~/.config/fish/completions/kubectl-nsinfo.fish"}},
        .words = VALUES_SCRIPTS,
        .run = command_completion,
    },
    {
        .name = "help",
        .summary = "Show help for a command",
        .usage = "[COMMAND]",
        .description = "Show the list of commands, or all about one of them.\n",
        .examples = {{"Show all about 'pod'", "help pod"}},
        .words = VALUES_COMMANDS,
        .run = command_help,
    },
    {
        // By this name cobra's scripts ask a program for choices (spf13/cobra, completions.go).
        .name = "__complete",
        .takes_all = true,
        .run = command_complete,
    },
};
const size_t command_count = ARRAY_SIZE(commands);

const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < command_count; i++)
        if (str_eq(commands[i].name, name))
            return &commands[i];
    return NULL;
}

int command_unknown(const char *program, const char *name, struct error *err)
{
    const char *names[ARRAY_SIZE(commands)];
    size_t count = 0;

    for (size_t i = 0; i < command_count; i++)
        if (commands[i].summary != NULL)
            names[count++] = commands[i].name;
    const char *nearest = text_nearest(name, names, count);
    if (nearest == NULL)
        return error_set(err, ERROR_USAGE, "unknown command \"%s\" for \"%s\"", name, program);
    return error_set(err, ERROR_USAGE, "unknown command \"%s\" for \"%s\", did you mean \"%s\"?",
                     name, program, nearest);
}
