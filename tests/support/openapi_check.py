# SPDX-License-Identifier: MIT
"""Checks answers against the API's description, more strictly than a client
should: a field that is not described is a fault."""

import copy
import json
import re
import urllib.parse

import jsonschema


def strict(node):
    """No object may have more than what is described."""
    if isinstance(node, dict):
        if "properties" in node and "additionalProperties" not in node:
            node["additionalProperties"] = False
        for value in node.values():
            strict(value)
    elif isinstance(node, list):
        for value in node:
            strict(value)
    return node


class Description:
    """`document`: what /api/v1/openapi.json gave."""

    def __init__(self, document):
        self.document = document
        self.components = strict({"schemas": copy.deepcopy(
            document["components"]["schemas"])})
        self.operations = []
        for pattern, methods in document["paths"].items():
            parts = re.split(r"(\{[^}]+\})", pattern)
            regex = "".join("[^/]+" if part.startswith("{")
                            else re.escape(part) for part in parts)
            for method, operation in methods.items():
                self.operations.append(
                    (method.upper(), re.compile(regex + r"\Z"), operation))
        self.seen = set()

    def find(self, method, path):
        path = urllib.parse.urlsplit(path).path
        for known, regex, operation in self.operations:
            if known == method and regex.match(path):
                return operation
        return None

    def check(self, method, path, answer):
        operation = self.find("GET" if method == "HEAD" else method, path)
        if operation is None:
            if answer.status not in (400, 404, 405, 414, 200, 204):
                raise AssertionError(f"{method} {path} is not described: "
                                     f"{answer}")
            return
        name = operation["operationId"]
        response = self.follow(operation["responses"].get(str(answer.status)))
        # What the HTTP room itself may say, of any request.
        if response is None and answer.status in (400, 408, 413, 414,
                                                   431):
            response = {"content": {"application/problem+json": {
                "schema": {"$ref": "#/components/schemas/problem"}}}}
        if response is None:
            raise AssertionError(f"{name}: status {answer.status} is not "
                                 f"described: {answer}")
        self.seen.add((name, answer.status))
        self.check_body(name, response, answer, method)

    def follow(self, response):
        """What a {"$ref": "#/components/responses/404"} stands for."""
        if response and "$ref" in response:
            return self.document["components"]["responses"][
                response["$ref"].rsplit("/", 1)[1]]
        return response

    def check_body(self, name, response, answer, method):
        content = response.get("content")
        if not content:
            if answer.body:
                raise AssertionError(f"{name}: a body that is not described")
            return
        media = (answer.header("Content-Type") or "").split(";")[0]
        if media not in content and "image/*" in content:
            media = "image/*" if media.startswith("image/") else media
        if media not in content:
            raise AssertionError(f"{name}: {media} is not described")
        schema = content[media].get("schema")
        if schema is None or method == "HEAD":
            return
        jsonschema.Draft202012Validator(
            {**strict(copy.deepcopy(schema)), "components": self.components}
        ).validate(json.loads(answer.text))
