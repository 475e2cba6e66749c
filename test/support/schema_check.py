#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""schema_check.py SCHEMA FILE…: are the JSON or YAML files what the schema says, and no more?

A schema that only grows lets unknown fields pass; what this program prints must not have any, so
here every object is closed.
"""

import json
import sys

import jsonschema
import yaml


def closed(schema):
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    result = {key: closed(value) for key, value in schema.items()}
    if "properties" in schema and "additionalProperties" not in schema:
        result["additionalProperties"] = False
    return result


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(
        closed(schema), format_checker=jsonschema.FormatChecker())
    faults = 0
    for path in sys.argv[2:]:
        with open(path, encoding="utf-8") as file:
            for fault in validator.iter_errors(yaml.safe_load(file)):
                print(f"{path}: /{'/'.join(map(str, fault.absolute_path))}: {fault.message}")
                faults += 1
    return 1 if faults else 0


sys.exit(main())
