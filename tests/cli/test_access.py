#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Users, keys, links and codes: what is shown once, and what is stored."""

import hashlib

from cli_test import World, case, equal, main, refused

TECHNICIAN = """
INSERT INTO business_calendar (code, name) VALUES ('C', 'C');
INSERT INTO territory (code, name, zone, calendar_id)
    VALUES ('N', 'North', 'UTC', 1);
INSERT INTO technician (code, name, territory_id, employed, start_lat,
    start_lon, end_lat, end_lon)
    VALUES ('T1', 'Ann', 1, '[2020-01-01,)', 1, 1, 1, 1);
"""


def organisation(world):
    database = world.database().migrate()
    database.sql(TECHNICIAN)
    return database


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


@case
def a_password_by_standard_input(world):
    database = organisation(world)
    answer = database.json("user", "add", "ann", "--name", "Ann Ü", "--role",
                           "dispatcher", "--territories", "N",
                           "--password-stdin", input="pass word of ü\n")
    equal(answer, {"login": "ann"})
    row = database.sql("SELECT name, role, password_hash FROM app_user;")[0]
    equal(row[:2], ["Ann Ü", "dispatcher"])
    equal(row[2].startswith("$argon2id$v=19$m=65536,t=3,p=1$"), True, row[2])
    equal(database.json("user", "list")[0]["territories"], "N")
    for password, text in (("short\n", "12 to 1024"), ("x" * 1025, "12 to 1024"),
                           ("", "12 to 1024")):
        refused(database.run("user", "password", "ann", "--password-stdin",
                             input=password), 2, text)


@case
def a_password_that_is_made(world):
    database = organisation(world)
    made = database.json("user", "add", "bob", "--role", "admin")
    equal(len(made["password"]) >= 20, True)
    before = database.one("SELECT password_hash FROM app_user;")
    again = database.json("user", "password", "bob")
    equal(again["password"] != made["password"], True)
    equal(database.one("SELECT password_hash FROM app_user;") != before, True)


@case
def what_users_cannot_be(world):
    database = organisation(world)
    database.good("user", "add", "ann", "--role", "admin")
    refused(database.run("user", "add", "ann", "--role", "admin"), 1,
            "already")
    refused(database.run("user", "add", "Ann", "--role", "admin"), 2,
            "no login")
    refused(database.run("user", "add", "bob", "--role", "king"), 2,
            "no role 'king'", "dispatcher")
    refused(database.run("user", "add", "bob", "--role", "intake",
                         "--territories", "N,X"), 1, "no territory 'X'")
    equal(len(database.json("user", "list")), 1, "nothing half done")
    refused(database.run("user", "disable", "eve"), 1, "no user 'eve'")


@case
def disabled_means_no_session(world):
    database = organisation(world)
    database.good("user", "add", "ann", "--role", "admin")
    database.sql("INSERT INTO session VALUES (sha256('x'), 1, now(), now(), "
                 "now() + interval '1 day');")
    database.good("user", "disable", "ann")
    equal(database.one("SELECT count(*) FROM session;"), "0")
    refused(database.run("key", "add", "ann", "--label", "x"), 1, "disabled")
    database.good("user", "enable", "ann")
    equal(database.json("user", "list")[0]["disabled_at"], None)


@case
def a_key_is_shown_once_and_stored_as_a_hash(world):
    database = organisation(world)
    database.good("user", "add", "ann", "--role", "admin")
    key = database.json("key", "add", "ann", "--label", "robot",
                        "--days", "30")["key"]
    equal((key[:4], len(key)), ("cak_", 36))
    equal(database.sql("SELECT encode(key_hash, 'hex'), "
                       "(expires_at - created_at)::text FROM api_key;"),
          [[digest(key), "30 days"]])
    equal(database.one(f"SELECT login FROM auth_key('\\x{digest(key)}');"),
          "ann")
    database.good("key", "revoke", "1")
    database.good("key", "revoke", "1")
    equal(database.sql(f"SELECT login FROM auth_key('\\x{digest(key)}');"), [])
    refused(database.run("key", "revoke", "2"), 1, "no key 2")
    if key in str(database.sql("TABLE audit; TABLE api_key;")):
        raise AssertionError("the key is in the database")


@case
def a_link_and_its_end(world):
    database = organisation(world)
    link = database.json("link", "add", "T1", "--label", "boss", "--detail",
                         "busy", "--dispatchd-calendar-base-url=https://x/")
    equal(link["url"], "https://x" + link["path"])
    equal(link["path"], f"/calendar/{link['secret']}.ics")
    find = f"SELECT revoked FROM calendar_find('\\x{digest(link['secret'])}');"
    equal(database.sql(find), [["f"]])
    listed = database.json("link", "list", "T1")[0]
    equal((listed["label"], listed["detail"]), ("boss", "busy"))
    database.good("link", "revoke", str(listed["id"]))
    equal(database.sql(find), [["t"]])
    refused(database.run("link", "add", "T9", "--label", "x"), 1,
            "no technician 'T9'", "T1")


@case
def a_code_enrols_one_device(world):
    database = organisation(world)
    made = database.json("device", "code", "T1")
    code = made["code"].replace("-", "")
    equal((len(made["code"]), len(code)), (14, 12))
    enrol = (f"SELECT technician_name FROM device_enrol('\\x{digest(code)}', "
             "sha256('token'), 'phone');")
    equal(database.sql(enrol), [["Ann"]])
    device = database.json("device", "list", "T1")[0]
    equal(device["name"], "phone")
    database.good("device", "revoke", str(device["id"]))
    equal(database.json("device", "list", "T1")[0]["revoked_at"] is not None,
          True)


if __name__ == "__main__":
    main(World)
