"""Checks scenarios against a JSON Schema with python3-jsonschema, which knows nothing of the program.

Usage: check_schema.py SCHEMA good|bad SCENARIO...
"""

import json
import re
import sys

import jsonschema
import yaml


class Loader(yaml.SafeLoader):
    """YAML 1.2 scalars: dates stay texts, 20e9 is a number, and only true and false are truth values."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers
            if tag in ("tag:yaml.org,2002:null", "tag:yaml.org,2002:merge", "tag:yaml.org,2002:int")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))
Loader.add_implicit_resolver("tag:yaml.org,2002:float",
                             re.compile(r"^[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?$"),
                             list("-+.0123456789"))


def main():
    schema_path, expectation, *scenarios = sys.argv[1:]
    with open(schema_path, encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    wrong = 0
    for path in scenarios:
        with open(path, encoding="utf-8") as file:
            errors = list(validator.iter_errors(yaml.load(file, Loader)))
        if (expectation == "good") == bool(errors):
            wrong += 1
            print(f"{path}: expected to be {expectation}")
            for error in errors[:5]:
                print("   ", "/".join(str(part) for part in error.absolute_path), error.message[:200])
    return 1 if wrong else 0


sys.exit(main())
