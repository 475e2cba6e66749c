// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/render/amounts.h"

#include <inttypes.h>

#include "common/base/text.h"

enum { MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR };

void add_cpu_time(struct strbuf *buf, double seconds)
{
    uint64_t whole = seconds < 0 ? 0 : (uint64_t)seconds;

    if (whole >= DAY)
        strbuf_add_format(buf, "%" PRIu64 "-", whole / DAY);
    strbuf_add_format(buf, "%02" PRIu64 ":%02" PRIu64 ":%02" PRIu64, whole % DAY / HOUR,
                      whole % HOUR / MINUTE, whole % MINUTE);
}

void add_bytes(struct strbuf *buf, uint64_t bytes)
{
    static const char *const units[] = {"Mi", "Gi", "Ti", "Pi"};
    double amount = (double)bytes / (1024 * 1024);
    size_t unit = 0;

    if (bytes == 0) {
        strbuf_add_char(buf, '0');
        return;
    }
    if (bytes < 1024 * 1024) {
        strbuf_add_format(buf, "%" PRIu64 "Ki", (bytes + 1023) / 1024);
        return;
    }
    for (; amount >= 1024 && unit + 1 < ARRAY_SIZE(units); unit++)
        amount /= 1024;
    strbuf_add_format(buf, amount < 9.95 ? "%.1f%s" : "%.0f%s", amount, units[unit]);
}

void add_cpu_percent(struct strbuf *buf, double share)
{
    if (share < 0)
        strbuf_add_text(buf, "unknown");
    else
        strbuf_add_format(buf, "%.1f", 100 * share);
}
