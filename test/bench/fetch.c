// SPDX-License-Identifier: Apache-2.0
//
// The floor for test/bench/nodes: a bare libcurl program that sends the requests of standard input
// ("METHOD URL" a line) and throws the bodies away. Those to agents so many at once, the others one
// after the other.
#include <curl/curl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t drop(char *bytes, size_t size, size_t count, void *data)
{
    (void)bytes;
    (void)data;
    return size * count;
}

static bool read_request(char **line, size_t *capacity, char **ret_url)
{
    ssize_t len = getline(line, capacity, stdin);

    if (len <= 0)
        return false;
    (*line)[strcspn(*line, "\n")] = '\0';
    *ret_url = strchr(*line, ' ') + 1;
    return true;
}

static void set(CURL *curl, const char *line, const char *url, long timeout_ms)
{
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, timeout_ms);
    curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "gzip");
    curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
    if (strncmp(line, "POST ", 5) == 0)
        curl_easy_setopt(curl, CURLOPT_COPYPOSTFIELDS, "{}");
}

static int next_message(CURLM *multi, CURL **ret)
{
    int left = 0;
    const CURLMsg *message = curl_multi_info_read(multi, &left);

    if (message == NULL)
        return 0;
    *ret = message->easy_handle;
    curl_multi_remove_handle(multi, message->easy_handle);
    return 1;
}

int main(int argc, char **argv)
{
    char *line = NULL;
    char *url = NULL;
    size_t capacity = 0;
    int busy = 0;
    int running = 0;
    bool more = true;

    if (argc != 3)
        return 2;
    int at_once = (int)strtol(argv[1], NULL, 10);
    long timeout_ms = strtol(argv[2], NULL, 10);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    CURLM *multi = curl_multi_init();
    CURL *one = curl_easy_init();
    CURL **idle = calloc((size_t)at_once, sizeof(*idle));
    for (int i = 0; i < at_once; i++)
        idle[i] = curl_easy_init();
    int idle_count = at_once;
    while (more || busy > 0) {
        while (more && idle_count > 0 && (more = read_request(&line, &capacity, &url))) {
            bool is_agent = strstr(url, "/proxy/") != NULL;
            CURL *curl = is_agent ? idle[--idle_count] : one;
            set(curl, line, url, timeout_ms);
            if (is_agent) {
                curl_multi_add_handle(multi, curl);
                busy++;
            } else if (curl_easy_perform(curl) != CURLE_OK) {
                return 1;
            }
        }
        curl_multi_perform(multi, &running);
        CURL *done = NULL;
        bool any = false;
        while (next_message(multi, &done)) {
            idle[idle_count++] = done;
            busy--;
            any = true;
        }
        if (!any && busy > 0)
            curl_multi_poll(multi, NULL, 0, 100, NULL);
    }
    return 0;
}
