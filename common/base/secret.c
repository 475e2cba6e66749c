// SPDX-License-Identifier: Apache-2.0
#include "common/base/secret.h"

void secret_release(char **text)
{
    if (*text != NULL)
        explicit_bzero(*text, strlen(*text));
    free(*text);
    *text = NULL;
}

void secret_buf_release(struct strbuf *buf)
{
    if (buf->data != NULL)
        explicit_bzero(buf->data, buf->capacity);
    strbuf_release(buf);
}
