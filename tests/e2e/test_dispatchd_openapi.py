#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The API's description is sound: references, schemas, examples, errors.

No validator of OpenAPI 3.1 is in Debian, so this looks for itself: what the
specification wants of the objects that we use, and what we promise besides (an
example for every operation, every refusal described).
"""

import os
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "support"))

import jsonschema  # noqa: E402
from callout_test import World, case, equal, main  # noqa: E402
from openapi_check import strict  # noqa: E402

METHODS = {"get", "post", "put", "patch", "delete"}


def make_world():
    world = World()
    answer = world.client().get("/api/v1/openapi.json")
    equal(answer.status, 200, answer)
    world.document = answer.json
    return world


def operations(world):
    for path, methods in world.document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def follow(document, ref):
    node = document
    assert ref.startswith("#/"), ref
    for part in ref[2:].split("/"):
        node = node[part.replace("~1", "/").replace("~0", "~")]
    return node


def walk(node, place=""):
    yield place, node
    if isinstance(node, dict):
        for name, value in node.items():
            yield from walk(value, f"{place}/{name}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from walk(value, f"{place}/{index}")


def valid(world, schema, example, what):
    """The example is of the schema, and has no more than it."""
    components = strict({"schemas": world.document["components"]["schemas"]})
    try:
        jsonschema.Draft202012Validator(
            {**schema, "components": components},
            format_checker=jsonschema.FormatChecker()).validate(example)
    except jsonschema.ValidationError as error:
        raise AssertionError(f"{what}: {error.message} in {example}") from None


@case
def every_reference_leads_somewhere(world):
    count = 0
    for place, node in walk(world.document):
        if isinstance(node, dict) and "$ref" in node:
            count += 1
            equal(list(node), ["$ref"], place)
            assert follow(world.document, node["$ref"]), place
    assert count > 100, count


@case
def every_component_is_used_and_is_a_schema(world):
    used = {node["$ref"] for _, node in walk(world.document)
            if isinstance(node, dict) and "$ref" in node}
    for kind in ("schemas", "responses"):
        for name, part in world.document["components"][kind].items():
            assert re.match(r"[A-Za-z0-9._-]+\Z", name), name
            equal(f"#/components/{kind}/{name}" in used, True,
                  f"{kind} {name} is used")
            if kind == "schemas":
                jsonschema.Draft202012Validator.check_schema(part)
                assert part.get("description"), f"{name} says nothing"


@case
def every_operation_is_whole(world):
    ids = []
    for path, method, operation in operations(world):
        what = f"{method} {path}"
        assert method in METHODS, what
        ids.append(operation["operationId"])
        assert operation["summary"] and operation["tags"], what
        for status in operation["responses"]:
            assert re.match(r"[1-5]\d\d\Z", status), what
        assert any(s.startswith("2") for s in operation["responses"]), what
        named = [(p["in"], p["name"]) for p in operation["parameters"]]
        equal(len(named), len(set(named)), what)
        equal({name for place, name in named if place == "path"},
              set(re.findall(r"\{(\w+)\}", path)), what)
        for parameter in operation["parameters"]:
            assert "schema" in parameter, what
            jsonschema.Draft202012Validator.check_schema(parameter["schema"])
            if parameter["in"] == "path":
                equal(parameter["required"], True, what)
        for scheme in operation.get("security",
                                    world.document["security"]):
            for name in scheme:
                assert name in world.document["components"][
                    "securitySchemes"], what
    equal(len(ids), len(set(ids)), "operationId")


@case
def every_operation_has_examples_that_are_valid(world):
    count = 0
    for path, method, operation in operations(world):
        what = f"{method} {path}"
        bodies = [(f"{what} {status}", answer)
                  for status, answer in operation["responses"].items()
                  if "$ref" not in answer and "content" in answer]
        if "requestBody" in operation:
            bodies.append((what + " body", operation["requestBody"]))
        assert bodies or "204" in operation["responses"], what
        for part, body in bodies:
            for media, content in body["content"].items():
                assert "example" in content, f"{part} has no example"
                count += 1
                if media == "application/json" and "schema" in content:
                    valid(world, content["schema"], content["example"], part)
        for parameter in operation["parameters"]:
            if parameter["in"] == "query":
                valid(world, parameter["schema"], parameter["example"],
                      f"{what} {parameter['name']}")
    assert count > 50, count


@case
def examples_that_are_sent_are_taken(world):
    """What a description shows is no body that is malformed: 400 says so."""
    root = world.client("root")
    for path, method, operation in operations(world):
        if ("requestBody" not in operation
                or operation["operationId"] in ("logIn", "changePassword")):
            continue
        body = operation["requestBody"]["content"]["application/json"][
            "example"]
        assert body or not operation["requestBody"]["required"], path
        answer = root.request(method.upper(), path.replace("{id}", "999999"),
                              body, {"If-Match": "*"})
        equal(answer.status in (200, 201, 202, 404, 409, 422), True,
              f"{method} {path} {body}: {answer}")


@case
def every_refusal_is_described(world):
    for status, answer in world.document["components"]["responses"].items():
        content = answer["content"]["application/problem+json"]
        valid(world, content["schema"], content["example"], status)
        equal(content["example"]["status"], int(status))
        assert answer["description"], status
        for rule, meaning in answer["x-rules"].items():
            assert re.match(r"[a-z_]+\Z", rule) and meaning, rule
        for error in content["example"]["errors"]:
            if error["rule"]:
                assert error["rule"] in answer["x-rules"], (status, error)
    for path, method, operation in operations(world):
        what = f"{method} {path}"
        told = set(operation["responses"])
        for status, answer in operation["responses"].items():
            equal("$ref" in answer, status[0] == "4" or status == "503", what)
        writes = method != "get" and operation["x-roles"]
        if operation.get("security") != []:
            equal({"401", "403"} <= told, True, what)
        headers = {p["name"]: p["required"] for p in operation["parameters"]
                   if p["in"] == "header"}
        if "If-Match" in headers:
            equal("412" in told, True, what)
            equal("428" in told, headers["If-Match"], what)
        if "requestBody" in operation:
            equal({"400", "413", "415"} <= told, True, what)
        if "{id}" in path:
            equal("404" in told, True, what)
        if "Idempotency-Key" in headers:
            assert writes, what
            equal({"400", "409", "422"} <= told, True, what)
        elif writes:
            assert operation["operationId"] in ("logOut",), what


@case
def lists_have_their_parameters(world):
    """What has 'next' is asked for by limit and after, or by days."""
    schemas = world.document["components"]["schemas"]
    for path, method, operation in operations(world):
        answer = operation["responses"].get("200", {}).get(
            "content", {}).get("application/json", {}).get("schema", {})
        name = answer.get("$ref", "").rsplit("/", 1)[-1]
        if method == "get" and "next" in schemas.get(name, {}).get(
                "properties", {}):
            names = {p["name"] for p in operation["parameters"]
                     if p["in"] == "query"}
            equal({"limit", "after"} <= names or {"from", "to"} <= names, True,
                  path)


if __name__ == "__main__":
    main(make_world)
