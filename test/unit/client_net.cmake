# SPDX-License-Identifier: Apache-2.0
nsinfo_unit_test(yaml_doc LINK kubeconfig)
nsinfo_unit_test(kubeconfig LINK kubeconfig)
nsinfo_unit_test(cluster_access LINK kubeconfig)
nsinfo_unit_test(paths LINK apiserver)
nsinfo_unit_test(status LINK apiserver)
nsinfo_unit_test(http_text LINK net)
nsinfo_unit_test(http_failure LINK net)
nsinfo_unit_test(http_client LINK net)
target_compile_definitions(test_http_client PRIVATE
    NSINFO_SUPPORT="${PROJECT_SOURCE_DIR}/test/support")
