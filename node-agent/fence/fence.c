// SPDX-License-Identifier: Apache-2.0
#include "node-agent/fence/fence.h"

#include "node-agent/fence/capabilities.h"
#include "node-agent/fence/filter.h"
#include "node-agent/fence/resources.h"

int fence_up(const struct fence_config *config, struct error *err)
{
    if (resources_limit(config->descriptors, err) < 0 || capabilities_drop(err) < 0 ||
        filter_install(config, err) < 0)
        return error_wrap(err, "fence the agent");
    return 0;
}

int fence_shut(const struct fence_config *config, struct error *err)
{
    if (filter_shut(config, err) < 0)
        return error_wrap(err, "fence the agent");
    return 0;
}
