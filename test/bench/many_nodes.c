// SPDX-License-Identifier: Apache-2.0
//
// An API server of a large cluster, and the agents behind its pods/proxy, on loopback by plain
// HTTP. Prints its URL; test/bench/nodes starts it.
#include <arpa/inet.h>
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

// nodes, pods, milliseconds before each reply, one dead node in so many (0: none), processes of a
// container
static struct {
    int nodes, pods, delay_ms, dead_every, processes;
} world;

struct reply {
    struct evhttp_request *request;
    struct evbuffer *body;
    struct event *timer;
};

static void send_reply(evutil_socket_t fd, short what, void *data)
{
    struct reply *reply = data;

    (void)fd;
    (void)what;
    evhttp_add_header(evhttp_request_get_output_headers(reply->request), "Content-Type",
                      "application/json");
    evhttp_send_reply(reply->request, HTTP_OK, "OK", reply->body);
    evbuffer_free(reply->body);
    event_free(reply->timer);
    free(reply);
}

static void send_later(struct evhttp_request *request, struct evbuffer *body)
{
    struct event_base *base = evhttp_connection_get_base(evhttp_request_get_connection(request));
    const struct timeval delay = {.tv_sec = world.delay_ms / 1000,
                                  .tv_usec = world.delay_ms % 1000 * 1000};
    struct reply *reply = calloc(1, sizeof(*reply));

    if (reply == NULL)
        abort();
    *reply = (struct reply){request, body, NULL};
    reply->timer = evtimer_new(base, send_reply, reply);
    evtimer_add(reply->timer, &delay);
}

// As a kubelet's: with what makes up most of a real pod, and is of no interest here.
static void add_pod(struct evbuffer *body, int i)
{
    evbuffer_add_printf(
        body,
        "{\"metadata\":{\"name\":\"web-%06d-7d9f8b6c5d-x2x4z\",\"generateName\":"
        "\"web-%06d-7d9f8b6c5d-\",\"namespace\":\"team-%03d\",\"uid\":"
        "\"7032289f-6f3b-4d8e-9d0e-%012d\",\"resourceVersion\":\"%d\",\"creationTimestamp\":"
        "\"2026-01-02T03:04:05Z\",\"labels\":{\"app\":\"web\",\"pod-template-hash\":\"7d9f8b6c5d\"}"
        ","
        "\"ownerReferences\":[{\"apiVersion\":\"apps/v1\",\"kind\":\"ReplicaSet\",\"name\":"
        "\"web-7d9f8b6c5d\",\"uid\":\"0d9f2a52-1111-4b7d-9a57-0b2c3d4e5f60\",\"controller\":true,"
        "\"blockOwnerDeletion\":true}],\"managedFields\":[{\"manager\":\"kubelet\",\"operation\":"
        "\"Update\",\"apiVersion\":\"v1\",\"time\":\"2026-01-02T03:04:06Z\",\"fieldsType\":"
        "\"FieldsV1\",\"fieldsV1\":{\"f:status\":{\"f:conditions\":{\"k:{\\\"type\\\":"
        "\\\"Ready\\\"}\":"
        "{\".\":{},\"f:lastProbeTime\":{},\"f:lastTransitionTime\":{},\"f:status\":{},\"f:type\":{}"
        "}},"
        "\"f:containerStatuses\":{},\"f:hostIP\":{},\"f:phase\":{},\"f:podIP\":{},\"f:podIPs\":{"
        "\".\":{},\"k:{\\\"ip\\\":\\\"10.0.0.1\\\"}\":{\".\":{},\"f:ip\":{}}},\"f:startTime\":{}}},"
        "\"subresource\":\"status\"}]},",
        i, i, i % 200, i, i);
    evbuffer_add_printf(
        body,
        "\"spec\":{\"volumes\":[{\"name\":\"kube-api-access-abcde\",\"projected\":{\"sources\":[{"
        "\"serviceAccountToken\":{\"expirationSeconds\":3607,\"path\":\"token\"}},{\"configMap\":{"
        "\"name\":\"kube-root-ca.crt\",\"items\":[{\"key\":\"ca.crt\",\"path\":\"ca.crt\"}]}}],"
        "\"defaultMode\":420}}],\"containers\":[{\"name\":\"web\",\"image\":\"registry.example/"
        "web:1.22\","
        "\"ports\":[{\"containerPort\":80,\"protocol\":\"TCP\"}],\"resources\":{\"limits\":{"
        "\"cpu\":\"1\","
        "\"memory\":\"1Gi\"},\"requests\":{\"cpu\":\"100m\",\"memory\":\"128Mi\"}},"
        "\"volumeMounts\":[{"
        "\"name\":\"kube-api-access-abcde\",\"readOnly\":true,\"mountPath\":"
        "\"/var/run/secrets/kubernetes.io/serviceaccount\"}],\"terminationMessagePath\":"
        "\"/dev/"
        "termination-log\",\"imagePullPolicy\":\"IfNotPresent\"}],\"restartPolicy\":\"Always\","
        "\"terminationGracePeriodSeconds\":30,\"dnsPolicy\":\"ClusterFirst\","
        "\"serviceAccountName\":"
        "\"default\",\"nodeName\":\"node-%05d\",\"schedulerName\":\"default-scheduler\"},",
        i % world.nodes);
    evbuffer_add_printf(
        body,
        "\"status\":{\"phase\":\"Running\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\","
        "\"lastTransitionTime\":\"2026-01-02T03:04:06Z\"},{\"type\":\"PodScheduled\",\"status\":"
        "\"True\"}],\"hostIP\":\"192.0.2.1\",\"podIP\":\"10.0.0.1\",\"startTime\":"
        "\"2026-01-02T03:04:05Z\",\"containerStatuses\":[{\"name\":\"web\",\"state\":{\"running\":{"
        "\"startedAt\":\"2026-01-02T03:04:06Z\"}},\"lastState\":{},\"ready\":true,\"restartCount\":"
        "0,"
        "\"image\":\"registry.example/web:1.22\",\"imageID\":\"registry.example/web@sha256:%064d\","
        "\"containerID\":\"containerd://%064d\",\"started\":true}],\"qosClass\":\"Burstable\"}}",
        i, i);
}

static void add_agent(struct evbuffer *body, int i)
{
    evbuffer_add_printf(body,
                        "{\"metadata\":{\"name\":\"nsinfo-agent-%05d\",\"namespace\":"
                        "\"nsinfo-system\"},\"spec\":{\"nodeName\":\"node-%05d\",\"containers\":[{"
                        "\"name\":\"agent\"}]},\"status\":{\"phase\":\"Running\",\"conditions\":[{"
                        "\"type\":\"Ready\",\"status\":\"True\"}]}}",
                        i, i);
}

static int parameter(const struct evkeyvalq *query, const char *name, int otherwise)
{
    const char *value = evhttp_find_header(query, name);

    return value == NULL ? otherwise : (int)strtol(value, NULL, 10);
}

static void list(struct evhttp_request *request, const struct evkeyvalq *query, int count,
                 void (*add)(struct evbuffer *, int))
{
    struct evbuffer *body = evbuffer_new();
    int first = parameter(query, "continue", 0);
    int limit = parameter(query, "limit", count);
    int end = first + limit < count ? first + limit : count;

    evbuffer_add_printf(body, "{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"metadata\":{");
    if (end < count)
        evbuffer_add_printf(body, "\"continue\":\"%d\"", end);
    evbuffer_add_printf(body, "},\"items\":[");
    for (int i = first; i < end; i++) {
        if (i > first)
            evbuffer_add(body, ",", 1);
        add(body, i);
    }
    evbuffer_add_printf(body, "]}");
    send_later(request, body);
}

static void add_namespaces(struct evbuffer *body, unsigned base)
{
    static const char *const kinds[] = {"pid", "net",  "mnt",    "ipc",
                                        "uts", "user", "cgroup", "time"};

    evbuffer_add_printf(body, "\"namespaces\":{");
    for (unsigned i = 0; i < 8; i++)
        evbuffer_add_printf(body, "%s\"%s\":{\"inode\":%u,\"device\":4}", i == 0 ? "" : ",",
                            kinds[i], i == 5 ? 4026531837U : base + i);
    evbuffer_add_printf(body, "}");
}

static void add_process(struct evbuffer *body, int pid, int i)
{
    evbuffer_add_printf(
        body,
        "%s{\"pid\":%d,\"ppid\":%d,\"nsPids\":[%d,%d],\"uid\":0,\"user\":\"root\",\"state\":\"S\","
        "\"threads\":4,\"startTime\":\"2026-01-02T03:04:05Z\",\"cpuSeconds\":12.34,"
        "\"residentBytes\":2584576,\"name\":\"web\",\"command\":[\"/usr/bin/web\",\"--listen=:80\","
        "\"--config=/etc/web/config.yaml\"]}",
        i == 0 ? "" : ",", pid + i, pid, pid + i, i + 1);
}

static void add_container(struct evbuffer *body, const char *id, bool processes)
{
    int number = (int)strtol(id + strlen(id) - 9, NULL, 10);

    evbuffer_add_printf(body,
                        "{\"id\":\"%s\",\"pid\":%d,\"resolvedBy\":\"cgroup\",\"startTime\":"
                        "\"2026-01-02T03:04:05Z\",\"podUID\":\"7032289f-6f3b-4d8e-9d0e-%012d\","
                        "\"cgroup\":\"/kubepods/burstable/pod7032289f-6f3b-4d8e-9d0e-%012d/%s\",",
                        id, 1000 + number, number, number, strstr(id, "//") + 2);
    add_namespaces(body, 4026532000U + (unsigned)number * 8);
    if (processes) {
        evbuffer_add_printf(body, ",\"processes\":[");
        for (int i = 0; i < world.processes; i++)
            add_process(body, 1000 + number, i);
        evbuffer_add_printf(body, "]");
    }
    evbuffer_add_printf(body, ",\"truncated\":false}");
}

// A dead node never answers.
static void answer_as_agent(struct evhttp_request *request, const struct evkeyvalq *query, int node)
{
    struct evbuffer *body = NULL;
    bool processes = evhttp_find_header(query, "processes") != NULL;
    bool first = true;

    if (world.dead_every > 0 && node % world.dead_every == 0)
        return;
    body = evbuffer_new();
    evbuffer_add_printf(
        body,
        "{\"apiVersion\":\"nsinfo/v1\",\"kind\":\"ContainerList\",\"node\":{"
        "\"name\":\"node-%05d\",\"bootID\":\"6a0f4b1c-3d52-4a35-9c0e-6f6c5e0b8a11\","
        "\"kernelVersion\":\"6.1.0\",\"agentVersion\":\"0.1.0\",\"time\":"
        "\"2026-01-02T03:14:05Z\",",
        node);
    add_namespaces(body, 4026531840U);
    evbuffer_add_printf(body, "},\"items\":[");
    for (const struct evkeyval *pair = query->tqh_first; pair != NULL; pair = pair->next.tqe_next) {
        if (strcmp(pair->key, "id") != 0)
            continue;
        if (!first)
            evbuffer_add(body, ",", 1);
        first = false;
        add_container(body, pair->value, processes);
    }
    evbuffer_add_printf(body, "],\"errors\":[]}");
    send_later(request, body);
}

static void fixed(struct evhttp_request *request, const char *text)
{
    struct evbuffer *body = evbuffer_new();

    evbuffer_add(body, text, strlen(text));
    send_later(request, body);
}

static void handle(struct evhttp_request *request, void *data)
{
    static const char agent[] = "/https:nsinfo-agent-";
    const char *path = evhttp_uri_get_path(evhttp_request_get_evhttp_uri(request));
    const char *text = evhttp_uri_get_query(evhttp_request_get_evhttp_uri(request));
    const char *at = strstr(path, agent);
    struct evkeyvalq query;

    (void)data;
    evhttp_parse_query_str(text == NULL ? "" : text, &query);
    if (at != NULL)
        answer_as_agent(request, &query, (int)strtol(at + strlen(agent), NULL, 10));
    else if (strcmp(path, "/api/v1/pods") == 0)
        list(request, &query, world.pods, add_pod);
    else if (strstr(path, "/pods") != NULL)
        list(request, &query, world.nodes, add_agent);
    else if (strstr(path, "/token") != NULL)
        fixed(request, "{\"status\":{\"token\":\"eyJhbGciOiJSUzI1NiJ9.c3lzdGVt.c2lnbmVk\"}}");
    else
        fixed(request, "{\"kind\":\"ServiceAccountList\",\"items\":[{\"metadata\":{\"name\":"
                       "\"nsinfo-viewer\",\"namespace\":\"nsinfo-system\"}}]}");
    evhttp_clear_headers(&query);
}

int main(int argc, char **argv)
{
    struct event_base *base = event_base_new();
    struct evhttp *server = evhttp_new(base);
    struct sockaddr_in address;
    socklen_t len = sizeof(address);

    if (argc != 6) {
        fprintf(stderr, "usage: many_nodes NODES PODS DELAY_MS DEAD_EVERY PROCESSES\n");
        return 2;
    }
    world.nodes = (int)strtol(argv[1], NULL, 10);
    world.pods = (int)strtol(argv[2], NULL, 10);
    world.delay_ms = (int)strtol(argv[3], NULL, 10);
    world.dead_every = (int)strtol(argv[4], NULL, 10);
    world.processes = (int)strtol(argv[5], NULL, 10);
    evhttp_set_gencb(server, handle, NULL);
    evhttp_set_allowed_methods(server, EVHTTP_REQ_GET | EVHTTP_REQ_POST);
    struct evhttp_bound_socket *bound = evhttp_bind_socket_with_handle(server, "127.0.0.1", 0);
    if (bound == NULL ||
        getsockname(evhttp_bound_socket_get_fd(bound), (struct sockaddr *)&address, &len) < 0)
        return 1;
    printf("http://127.0.0.1:%d\n", ntohs(address.sin_port));
    fflush(stdout);
    return event_base_dispatch(base);
}
