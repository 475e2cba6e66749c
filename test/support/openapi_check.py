#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Holds a reply to an OpenAPI 3.1 document.

Usage: openapi_check.py SPEC PATH STATUS [CONTENT-TYPE] < body
       openapi_check.py SPEC --examples

The first form takes the schema that SPEC has for GET on PATH with STATUS (or its default) and the
content type (application/json by default), and prints what the body on standard input has wrong. For
a PATH that SPEC does not have, the reply has to be an Error. The second form holds the document's
own examples to their schemas, and every schema to JSON Schema 2020-12.
"""

import json
import sys

import jsonschema
import yaml


def resolve(spec, node):
    """The node itself, or what its $ref points to in the same document."""
    while "$ref" in node:
        reference = node["$ref"]
        if not reference.startswith("#/"):
            raise SystemExit(f"cannot resolve {reference}")
        node = spec
        for step in reference[2:].split("/"):
            node = node[step.replace("~1", "/").replace("~0", "~")]
    return node


def validator(spec, schema):
    """The schema in the document's own frame, so that its references resolve."""
    framed = {"components": spec["components"], "allOf": [schema]}
    return jsonschema.Draft202012Validator(framed)


def complaints(spec, schema, instance):
    for error in validator(spec, schema).iter_errors(instance):
        yield f"{error.json_path}: {error.message}"


def response_of(spec, path, status):
    if path not in spec["paths"]:
        return resolve(spec, spec["components"]["responses"]["Error"])
    responses = spec["paths"][path]["get"]["responses"]
    return resolve(spec, responses.get(status, responses["default"]))


def check_reply(spec, path, status, content_type):
    content = response_of(spec, path, status)["content"]
    if content_type not in content:
        return [f"{path} with {status} has no {content_type}, but {', '.join(content)}"]
    body = sys.stdin.buffer.read().decode("utf-8")
    instance = json.loads(body) if content_type == "application/json" else body
    return list(complaints(spec, content[content_type]["schema"], instance))


def contents(spec):
    """Every "content" of every reply: a name for it, and its media type object."""
    for path, item in spec["paths"].items():
        for status, response in item["get"]["responses"].items():
            for kind, media in resolve(spec, response)["content"].items():
                yield f"{path} {status} {kind}", media


def check_examples(spec):
    found = []
    for name, schema in spec["components"]["schemas"].items():
        try:
            jsonschema.Draft202012Validator.check_schema(schema)
        except jsonschema.SchemaError as error:
            found.append(f"schema {name}: {error.message}")
    for name, media in contents(spec):
        examples = [resolve(spec, e)["value"] for e in media.get("examples", {}).values()]
        examples += [media["example"]] if "example" in media else []
        for example in examples:
            found += [f"{name}: {text}" for text in complaints(spec, media["schema"], example)]
    return found


def main(arguments):
    if len(arguments) not in (2, 3, 4):
        raise SystemExit(__doc__)
    with open(arguments[0], encoding="utf-8") as file:
        spec = yaml.safe_load(file)
    if arguments[1] == "--examples":
        found = check_examples(spec)
    else:
        kind = arguments[3] if len(arguments) == 4 else "application/json"
        found = check_reply(spec, arguments[1], arguments[2], kind)
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
