# SPDX-License-Identifier: MIT
"""A technician's day of twelve jobs, each with a site, a contact and words of
its own: what its bytes are measured with. None of it is in the dictionary that
answers are compressed with (mobile-sync/contract/), but for common words."""

ROWS = [
    # customer, contact, phone, site, address, lat, lon, title, description,
    # asset
    ("Beacon Dental", "Ruth Keller", "+1 617 555 0142", "Beacon Dental",
     "88 Charles St, Boston", 42.3583421, -71.0707832,
     "Compressor trips its breaker",
     "Trips about twice a day, mostly before noon.", "Compressor 40 l"),
    ("Mystic Bakery", "Omar Haddad", "+1 617 555 0187", "Oven hall",
     "410 Broadway, Somerville", 42.3959117, -71.0820449,
     "Proofing cabinet stays cold", "Display says E7.", "Proofer P2"),
    ("Tufts Housing", "Lena Novak", "+1 617 555 0121", "Wren Hall",
     "20 Winthrop St, Medford", 42.4066803, -71.1198215,
     "No hot water, third floor",
     "Since Sunday. Students are in until ten.", "Boiler 2"),
    ("Otis & Daughters", "Jim Otis", "+1 781 555 0165", "Yard",
     "7 Canal Rd, Waltham", 42.3741295, -71.2370614, "Gate motor hums",
     "Gate opens a hand's width and stops.", "Gate motor"),
    ("Fenway Cinemas", "P. Brandt", "+1 617 555 0103", "Screen 4",
     "201 Brookline Ave, Boston", 42.3446027, -71.1003298,
     "Air handler drips on row K", "Show starts at 18:00.",
     "Air handler 4"),
    ("Arlington Pharmacy", "Dee Wong", "+1 781 555 0119", "Shop",
     "655 Mass Ave, Arlington", 42.4156902, -71.1535487,
     "Vaccine fridge alarm", "7.9 degrees at night, logger attached.",
     "Fridge MPR-215"),
    ("City Schools", "J. Byrne", "+1 617 555 0117", "Harbor School",
     "12 Water St, Boston", 42.3600825, -71.0588801, "Yearly check",
     "Yearly check of both boilers.", "Boiler 1"),
    ("Winter Hill Laundry", "Sofia Marques", "+1 617 555 0150",
     "Laundry", "322 Medford St, Somerville", 42.3914538, -71.0957223,
     "Dryer 6 squeals", "Belt was changed in May.", "Dryer 6"),
    ("Alewife Labs", "Dr. Imre Vas", "+1 617 555 0190", "Lab 3B",
     "150 Cambridgepark Dr, Cambridge", 42.3954046, -71.1428579,
     "Fume hood flow low", "Flow alarm at 0.4 m/s. Lab in use.",
     "Fume hood 11"),
    ("St. Anne's Parish", "Fr. Duffy", "+1 617 555 0176", "Parish hall",
     "9 Hano St, Allston", 42.3567714, -71.1351006,
     "Radiators bang at night", "Neighbours complain.", "Steam boiler"),
    ("Quincy Ice", "Bea Larsson", "+1 617 555 0131", "Rink",
     "60 Murphy Memorial Dr, Quincy", 42.2695518, -71.0154407,
     "Brine pump seal weeps", "About a cup an hour.", "Brine pump A"),
    ("Hotel Marlow", "Night desk", "+1 617 555 0108", "Room 714",
     "25 Edwin H Land Blvd, Cambridge", 42.3690137, -71.0748845,
     "Fan coil will not stop", "Guest leaves at 11, then free.",
     "Fan coil 714"),
]


def sql(technician, day):
    """Twelve dispatched visits of 40 minutes on that day."""
    text = ["BEGIN; CREATE TEMP TABLE today (n integer, site bigint, "
            "asset bigint, title text, words text) ON COMMIT DROP;"
            "INSERT INTO job_type_task (job_type_id, position, text, required)"
            " SELECT k, p, t, p < 3 FROM generate_series(1, 3) k, "
            "(VALUES (1, 'Photo before work'), (2, 'Isolate the supply'), "
            "(3, 'Show the customer')) x (p, t);"]
    for n, (customer, contact, phone, site, address, lat, lon, title,
            words, asset) in enumerate(ROWS):
        quoted = ["'" + value.replace("'", "''") + "'" for value in
                  (customer, contact, phone, site, address, title, words,
                   asset)]
        customer, contact, phone, site, address, title, words, asset = quoted
        minutes = n * 55
        text.append(f"""
WITH c AS (INSERT INTO customer (name) VALUES ({customer}) RETURNING id),
o AS (INSERT INTO contact (customer_id, name, phone)
    SELECT id, {contact}, {phone} FROM c RETURNING id, customer_id),
s AS (INSERT INTO site (customer_id, contact_id, territory_id, name, address,
        lat, lon, access_notes)
    SELECT customer_id, id, 1, {site}, {address}, {lat}, {lon},
        {"'Ask at the desk.'" if n % 3 else "''"} FROM o RETURNING id),
a AS (INSERT INTO asset (site_id, name, model, serial, installed)
    SELECT id, {asset}, 'M{n * 37 + 110}', 'S{n * 7919 + 40211}',
        '{2012 + n}-0{1 + n % 9}-1{n % 10}' FROM s RETURNING id, site_id)
INSERT INTO today SELECT {n}, site_id, id, {title}, {words} FROM a;""")
    text.append(f"""
SELECT (job_create(NULL, 'test', jsonb_build_object('site', site, 'asset',
    asset, 'title', title, 'description', words, 'priority', 1 + n % 4,
    'type', (ARRAY['leak', 'boiler', 'lamp'])[1 + n % 3]))).body ->> 'id' AS job, n
INTO TEMP made FROM today ORDER BY n;
SELECT job_assign(1, 'test', j.id, {technician},
    timestamptz '{day}T12:00Z' + n * interval '55 min',
    timestamptz '{day}T12:40Z' + n * interval '55 min', 300 + n * 97, false,
    j.version, 'test')
FROM made m JOIN job j ON j.id = m.job::bigint ORDER BY n \\g /dev/null
COMMIT;""")
    return "\n".join(text)
