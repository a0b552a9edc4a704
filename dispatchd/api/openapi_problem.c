/* SPDX-License-Identifier: MIT */
/*
 * What a refusal says: the statuses and the rules behind them, for the API
 * description and (by build-aux/check-docs, which also looks that no rule is
 * missing) for docs/API.md.
 */
#include <stdio.h>
#include <string.h>

#include "dispatchd/api/openapi_internal.h"

static const struct openapi_rule rules[] = {
    /* --- the request --- */
    {"json", "400", "the body is no JSON"},
    {"no_body", "400", "there is a body where none belongs"},
    {"unknown_field", "400", "a member that this body does not have"},
    {"unknown_key", "400", "a member that this object does not have"},
    {"unknown_parameter", "400", "a parameter that this list does not take"},
    {"duplicate", "400", "a parameter is given twice"},
    {"required", "400", "a member or parameter is missing"},
    {"missing", "422", "what is needed here is missing, or null"},
    {"type", "400 422", "a value of another type is needed"},
    {"range", "400 422",
     "the value is too small, too large, or before "
     "another one"},
    {"length", "400 422", "the text or list is too short or too long"},
    {"choice", "400 422", "the value is none of those that are allowed"},
    {"format", "400 422", "the text is not written as it must be"},
    {"instant", "422", "it is no instant (RFC 3339)"},
    {"date", "422", "it is no day (YYYY-MM-DD)"},
    {"time", "422", "it is no time of the day (HH:MM)"},
    {"media_type", "415", "the body is no application/json"},
    {"if_match", "412 428",
     "If-Match is missing, or is no tag of this "
     "object"},
    {"version", "412", "the object has changed since you saw it"},
    {"idempotency_key", "400 422",
     "the key is malformed, or came with another "
     "request"},
    {"idempotency_running", "409",
     "the request with this key is being "
     "carried out"},
    {"idempotency_done", "409",
     "the request with this key was carried out "
     "meanwhile: send it again for its answer"},
    /* --- who --- */
    {"log_in", "401", "name or password are wrong"},
    {"log_in_throttle", "429", "too many failures: wait for Retry-After"},
    {"role", "403", "this takes another role"},
    {"password", "403", "it is not your password"},
    /* --- the service --- */
    {"busy", "503", "too much at once"},
    {"disk", "503", "the disk does not answer as it should"},
    {"disk_full", "503", "the disk is full"},
    {"photos_off", "503", "this daemon has no directory of photos"},
    {"database_away", "503", "the database cannot be reached"},
    {"outcome_unknown", "503",
     "the connection broke: it may have been done "
     "or not"},
    {"schema_old", "503", "the database waits for `callout migrate`"},
    {"shutting_down", "503", "the daemon is going away"},
    /* --- master data --- */
    {"unique", "409 422", "another one has that code, id or day"},
    {"in_use", "409 422", "something still refers to it: it says what"},
    {"unknown", "422", "what the value refers to is not there"},
    {"retired", "422", "it is retired: not offered any more"},
    {"zone", "400 422", "it is no IANA time zone"},
    {"level", "422", "a milestone that escalates has a level, no other"},
    {"self", "422", "a territory is no neighbour of itself"},
    {"calendar_hours", "422", "the calendar has no hours to count by"},
    {"mode", "422", "a rule is hard, soft or off"},
    {"fixed", "422", "this rule is hard everywhere"},
    /* --- jobs and visits --- */
    {"window", "422", "it must end after it begins"},
    {"state", "422", "that state cannot be set here"},
    {"relation", "422", "required, preferred or excluded"},
    {"circle", "422", "jobs would wait for each other"},
    {"job_state", "409 422", "the job's state does not allow it"},
    {"nobody", "409", "nobody who is able can be there in time"},
    {"fenced", "409", "another daemon plans that territory now"},
    {"legal_step", "409", "no step leads from that state to the other"},
    {"visit_begun", "409", "the visit has begun"},
    {"visit_no_overlap", "409",
     "the technician has another visit then: it "
     "says which"},
    {"settled", "409",
     "the review was settled, or what was reported can "
     "be applied no more"},
    {"moved", "409", "what was looked at has changed meanwhile"},
    {"visits_write", "400", "a change of visits is malformed"},
    {"slot_hold", "409", "a slot is held there"},
    {"not_held", "404", "this slot is not held"},
    {"expired", "410", "the hold has run out, and its place may be taken"},
    {"released", "410", "the hold was given back"},
    {"needs", "409 422",
     "the job is another one than the slot was held "
     "for"},
    {"past", "409 422", "that time is over"},
    {"detail", "422", "full, no_personal or busy"},
    /* --- the rules of the work: what a territory's policy weighs --- */
    {"employment", "409 422", "not employed on that day"},
    {"overlap", "409 422", "busy elsewhere then"},
    {"absence", "409 422", "absent then"},
    {"required_technician", "422", "another technician is required"},
    {"excluded_technician", "422", "this technician is excluded"},
    {"skill", "409 422", "lacks a skill"},
    {"certificate", "422", "the certificate has ended by then"},
    {"tools", "422", "lacks a tool"},
    {"parts", "422", "lacks a part on the van"},
    {"crew", "409 422", "its crew must begin together"},
    {"after", "422", "a job before it would not be done"},
    {"same_technician", "422", "another technician does its other part"},
    {"days", "422", "its visits are on days of their own"},
    {"territory", "404 422", "of another territory, and not of a neighbour"},
    {"shift", "409 422", "outside the shift"},
    {"break", "422", "no room for the break"},
    {"access", "422", "the site lets nobody in then"},
    {"time_window", "422", "outside the customer's window"},
    {"max_travel", "422", "too much driving in one shift"},
    {"promise", "422", "outside what the customer was told"},
};

const struct openapi_rule *openapi_rules(size_t *ret_count)
{
	*ret_count = sizeof(rules) / sizeof(*rules);
	return rules;
}

/* What a status says; `detail`, `pointer` and `rule` are of its example. */
static const struct {
	enum err code;
	const char *text, *detail, *pointer, *rule;
} problems[] = {
    {ERR_INPUT, "Malformed, or a field is wrong: errors[] says which",
     "body: /title has 0 characters, needs at least 1", "/title", "length"},
    {ERR_UNAUTHENTICATED, "No credential, or one that is not valid",
     "log in, or send an API key", "", ""},
    {ERR_FORBIDDEN, "Not allowed to this user, or sent by another site",
     "the role intake may not do this: it takes dispatcher or admin", "",
     "role"},
    {ERR_NOT_FOUND, "Not there, or not visible to this user",
     "there is no job 40", "", ""},
    {ERR_CONFLICT, "Another object is in the way, or the state",
     "customer 17 is still used by site 3, 9: retire it instead", "", "in_use"},
    {ERR_GONE, "Revoked, released or over", "this link was revoked", "", ""},
    {ERR_STALE, "The object has changed since you saw it",
     "job 40 is at version 5, not 4: read it again", "", "version"},
    {ERR_TOO_LARGE, "The body is too large",
     "the body has more than 262144 bytes", "", ""},
    {ERR_MEDIA_TYPE, "The body is no application/json",
     "send the body as application/json", "", "media_type"},
    {ERR_RULE, "Well formed, but a rule forbids it: errors[] says which",
     "there is no skill \"gas\"", "/skills/0/skill", "unknown"},
    {ERR_PRECONDITION, "If-Match is missing",
     "send If-Match with the ETag of the object that you saw", "", "if_match"},
    {ERR_RATE, "Too many attempts: see Retry-After",
     "too many failed attempts: wait 8 s", "", "log_in_throttle"},
    {ERR_UNAVAILABLE,
     "The database is away, or too much at once: see "
     "Retry-After",
     "the database cannot be reached", "", "database_away"},
};

static bool has_status(const struct openapi_rule *rule, int status)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", status);
	return strstr(rule->statuses, text);
}

/* name -> meaning, of the rules that lead to a status. */
static json_t *rules_of(int status)
{
	json_t *list = json_object();

	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++)
		if (has_status(&rules[i], status))
			json_object_set_new(list, rules[i].name,
					    json_string(rules[i].meaning));
	return list;
}

static json_t *example_of(size_t index)
{
	const struct err_info *info = err_info(problems[index].code);
	json_t *errors = json_array();
	char type[64];

	snprintf(type, sizeof(type), "urn:callout:problem:%s", info->name);
	if (*problems[index].pointer || *problems[index].rule)
		json_array_append_new(errors,
				      json_pack("{s:s, s:s, s:s}", "pointer",
						problems[index].pointer, "rule",
						problems[index].rule, "detail",
						problems[index].detail));
	return json_pack("{s:s, s:s, s:i, s:s, s:s, s:o}", "type", type,
			 "title", info->title, "status", info->http_status,
			 "detail", problems[index].detail, "request_id",
			 "7c9e6a", "errors", errors);
}

static void add_header(json_t *response, const char *name, const char *text)
{
	json_t *headers = json_object_get(response, "headers");

	json_object_set_new(headers, name,
			    json_pack("{s:s, s:{s:s}}", "description", text,
				      "schema", "type", "string"));
}

json_t *openapi_problems(json_t *schemas)
{
	json_t *all = json_object();

	for (size_t i = 0; i < sizeof(problems) / sizeof(*problems); i++) {
		const enum err code = problems[i].code;
		int status = err_info(code)->http_status;
		json_t *response =
		    json_pack("{s:s, s:{}, s:{s:{s:o, s:o}}, s:o}",
			      "description", problems[i].text, "headers",
			      "content", "application/problem+json", "schema",
			      openapi_refer(&shape_problem, schemas), "example",
			      example_of(i), "x-rules", rules_of(status));
		char name[16];

		add_header(response, "X-Request-Id", "For the daemon's log.");
		if (code == ERR_RATE || code == ERR_UNAVAILABLE)
			add_header(response, "Retry-After", "Seconds.");
		if (code == ERR_UNAUTHENTICATED)
			add_header(response, "WWW-Authenticate",
				   "Bearer realm=\"callout\"");
		snprintf(name, sizeof(name), "%d", status);
		json_object_set_new(all, name, response);
	}
	return all;
}
