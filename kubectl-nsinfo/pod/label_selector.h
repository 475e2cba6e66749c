// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_POD_LABEL_SELECTOR_H
#define NSINFO_POD_LABEL_SELECTOR_H

#include <jansson.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/strbuf.h"

// Labels and what selects by them, as text: pure. They are a field of an object; one that is not
// there adds nothing. ERROR_BAD_REPLY for what is of another form.

// Appends "app=web,tier=front": an object of texts, in the order of that text, as kubectl has it.
int label_map_add(const json_t *object, const char *key, struct strbuf *buf,
                  struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4);

// Appends a LabelSelector (k8s.io/apimachinery meta/v1) as the parameter labelSelector takes it:
// "app=web,tier in (front,back),!old".
int label_selector_add(const json_t *object, const char *key, struct strbuf *buf,
                       struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4);

#endif
