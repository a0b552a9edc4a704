// SPDX-License-Identifier: MIT
// read_ical.js FILE...: what ical.js reads in calendars, as JSON on stdout.
// Each file's own VTIMEZONE is registered before its events are read: ical.js
// has no zones of its own.
import {readFileSync} from 'node:fs';
import {basename} from 'node:path';
import ICAL from 'ical.js';

function readTime(time) {
  if (time === null || time === undefined) return null;
  if (time.isDate) return time.toString();
  if (time.zone === ICAL.Timezone.localTimezone)
    throw new Error(`floating time ${time}`);
  return time.toUnixTime();
}

function readEvent(component) {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    start: readTime(event.startDate),
    end: readTime(event.endDate),
    summary: event.summary,
    status: component.getFirstPropertyValue('status'),
    description: event.description,
    categories: component.getAllProperties('categories')
        .flatMap((property) => property.getValues()),
  };
}

function readCalendar(path) {
  const calendar =
      new ICAL.Component(ICAL.parse(readFileSync(path, 'utf8')));
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents('vtimezone'))
    ICAL.TimezoneService.register(zone);
  return calendar.getAllSubcomponents('vevent').map(readEvent);
}

const all = {};
for (const path of process.argv.slice(2))
  all[basename(path)] = readCalendar(path);
process.stdout.write(JSON.stringify(all));
