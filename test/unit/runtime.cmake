# SPDX-License-Identifier: Apache-2.0
nsinfo_unit_test(grpc_wire LINK agent_runtime)
nsinfo_unit_test(cri_message LINK agent_runtime)
nsinfo_unit_test(cri LINK agent_runtime)
nsinfo_unit_test(docker_reply LINK agent_runtime)
nsinfo_unit_test(docker LINK agent_runtime)
nsinfo_unit_test(endpoint LINK agent_runtime)
nsinfo_unit_test(by_runtime LINK agent_collect)
