# SPDX-License-Identifier: Apache-2.0
nsinfo_unit_test(grpc_wire LINK agent_runtime)
nsinfo_unit_test(cri_message LINK agent_runtime)
nsinfo_unit_test(cri LINK agent_runtime)
target_compile_definitions(test_cri PRIVATE NSINFO_SUPPORT="${PROJECT_SOURCE_DIR}/test/support")
nsinfo_unit_test(docker_reply LINK agent_runtime)
nsinfo_unit_test(docker LINK agent_runtime)
target_compile_definitions(test_docker PRIVATE NSINFO_SUPPORT="${PROJECT_SOURCE_DIR}/test/support")
nsinfo_unit_test(endpoint LINK agent_runtime)
nsinfo_unit_test(by_runtime LINK agent_collect)
target_compile_definitions(test_by_runtime PRIVATE
    NSINFO_SUPPORT="${PROJECT_SOURCE_DIR}/test/support")
