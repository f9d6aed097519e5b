"""What the core has to complain about, by code; the sentence is made where it is shown, in any language."""

from enum import StrEnum


class Complaint(StrEnum):
    """Why something cannot be done. Each has a sentence in ``ENGLISH``, with places for the values."""

    NAME_CONTROL_CHARACTERS = "name_control_characters"
    NAME_EMPTY = "name_empty"
    NAME_TOO_LONG = "name_too_long"
    NAME_SLASH = "name_slash"
    NAME_INVISIBLE = "name_invisible"
    NAME_MARKS = "name_marks"
    NAME_SCRIPTS = "name_scripts"
    NAME_TWIN = "name_twin"
    CARD_LENGTH = "card_length"
    CARD_SYMBOL = "card_symbol"
    CARD_KEYBOARD = "card_keyboard"
    CARD_TAKEN = "card_taken"
    CARD_HELD = "card_held"
    CARD_NOT_OF_PERSON = "card_not_of_person"
    CARD_ID_UNKNOWN = "card_id_unknown"
    PIN_DIGITS = "pin_digits"
    PIN_EASY = "pin_easy"
    DURESS_PIN_EASY = "duress_pin_easy"
    DURESS_PIN_NEAR = "duress_pin_near"
    DURESS_PIN_ALONE = "duress_pin_alone"
    OPERATOR_PIN_DIGITS = "operator_pin_digits"
    OPERATOR_PIN_WRONG = "operator_pin_wrong"
    DESK_PAUSED = "desk_paused"
    PERSON_UNKNOWN = "person_unknown"
    ERASED_ALREADY = "erased_already"
    EXTERNAL_ID_TAKEN = "external_id_taken"
    NO_TEMPLATE = "no_template"
    FACE_MISSING = "face_missing"
    FACE_NEEDED = "face_needed"
    NOT_A_LOOKALIKE = "not_a_lookalike"
    NO_CARDS_HERE = "no_cards_here"
    PASS_WITHOUT_END = "pass_without_end"
    PASS_TOO_LONG = "pass_too_long"
    PASS_TOKEN = "pass_token"
    PASS_ID_UNKNOWN = "pass_id_unknown"
    PASS_NEEDS_PIN = "pass_needs_pin"
    PASS_ENDED = "pass_ended"
    PASS_OVER = "pass_over"
    FILE_UNWRITABLE = "file_unwritable"
    RULE_NAME_TAKEN = "rule_name_taken"
    RULE_ID_TAKEN = "rule_id_taken"
    TIME_OF_DAY = "time_of_day"
    HOURS_EMPTY = "hours_empty"
    HOURS_BACKWARDS = "hours_backwards"
    HOURS_TOO_LONG = "hours_too_long"
    HOURS_OVERLAP = "hours_overlap"
    WINDOW_WITHOUT_DAY = "window_without_day"
    SCHEDULE_EMPTY = "schedule_empty"
    SCHEDULE_KIND_TWICE = "schedule_kind_twice"
    SCHEDULE_WITHOUT_CALENDAR = "schedule_without_calendar"
    HOLIDAY_TWICE = "holiday_twice"
    CALENDAR_UNKNOWN = "calendar_unknown"
    VALIDITY_BACKWARDS = "validity_backwards"
    GROUP_UNKNOWN = "group_unknown"
    RIGHT_GROUP_MISSING = "right_group_missing"
    RIGHT_DOORS_MISSING = "right_doors_missing"
    RIGHT_SCHEDULE_MISSING = "right_schedule_missing"
    SCHEDULE_CALENDAR_MISSING = "schedule_calendar_missing"
    GROUP_IN_USE = "group_in_use"
    DOOR_GROUP_IN_USE = "door_group_in_use"
    SCHEDULE_IN_USE = "schedule_in_use"
    CALENDAR_IN_USE = "calendar_in_use"
    PLAN_FIRST_OF = "plan_first_of"
    PLAN_GROUP_MISSING = "plan_group_missing"
    PLAN_DOORS_MISSING = "plan_doors_missing"
    PLAN_SCHEDULE_MISSING = "plan_schedule_missing"
    CHANGED_MEANWHILE = "changed_meanwhile"
    RENAMED_MEANWHILE = "renamed_meanwhile"
    TOO_MANY_AT_ONCE = "too_many_at_once"
    SEVERAL_UNDONE = "several_undone"
    NO_PHOTOS = "no_photos"
    TOO_MANY_PHOTOS = "too_many_photos"
    TEXT_TOO_LONG = "text_too_long"
    TEXT_CONTROL_CHARACTERS = "text_control_characters"
    DOOR_UNKNOWN = "door_unknown"
    HOST_UNKNOWN = "host_unknown"
    HOST_THEMSELF = "host_themself"
    PASSWORD_SHORT = "password_short"
    PASSWORD_SAME = "password_same"
    PASSWORD_LONG = "password_long"
    PASSWORD_UNREADABLE = "password_unreadable"
    OPERATOR_UNKNOWN = "operator_unknown"
    OPERATOR_NAME_TAKEN = "operator_name_taken"
    FIRST_OPERATOR = "first_operator"
    LAST_ADMINISTRATOR = "last_administrator"
    NOT_PERMITTED = "not_permitted"
    NOT_SIGNED_IN = "not_signed_in"
    SECRET_WRONG = "secret_wrong"
    SECRET_PAUSED = "secret_paused"
    NO_DESK_PIN = "no_desk_pin"
    PEOPLE_CHANGED = "people_changed"
    FILE_CHANGED = "file_changed"
    CONSENT_EMPTY = "consent_empty"
    CONSENT_MISSING = "consent_missing"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    WITHOUT_CARD = "without_card"
    WITHOUT_PIN = "without_pin"
    WITHOUT_CARD_AND_PIN = "without_card_and_pin"


ENGLISH: dict[Complaint, str] = {
    Complaint.NAME_CONTROL_CHARACTERS: "A name cannot hold line breaks or invisible control characters.",
    Complaint.NAME_EMPTY: "A name cannot be empty.",
    Complaint.NAME_TOO_LONG: "A name has at most {longest} characters; this one has {length}.",
    Complaint.NAME_SLASH: "A name cannot hold a slash: {name!r}.",
    Complaint.NAME_INVISIBLE: (
        "A name cannot hold invisible characters; this one has one ({code}) after {before!r}."
    ),
    Complaint.NAME_MARKS: (
        "A letter carries at most {most} accents, all different; in this name {letter!r} has others."
    ),
    Complaint.NAME_SCRIPTS: (
        "{word!r} mixes {first} and {second} letters, which look alike; write each word in one script."
    ),
    Complaint.NAME_TWIN: "{name} looks like {other}, who is enrolled.",
    Complaint.CARD_LENGTH: (
        "A card number has {shortest} to {longest} letters and digits; this one has {length}."
    ),
    Complaint.CARD_SYMBOL: "A card number holds letters and digits as a reader sends them, not {symbol!r}.",
    Complaint.CARD_KEYBOARD: (
        "The reader types as on a {reader} keyboard and this computer takes its keys for {computer} ones; set"
        " door.reader_keyboard to '{keyboard}'."
    ),
    Complaint.CARD_TAKEN: "This card is already {name}'s; a card belongs to one person.",
    Complaint.CARD_HELD: "{name} has this card already.",
    Complaint.CARD_NOT_OF_PERSON: "This person has no card {card!r}; expected a number or a card's id.",
    Complaint.CARD_ID_UNKNOWN: "No card has the id {card!r}.",
    Complaint.PIN_DIGITS: "A PIN has {shortest} to {longest} digits and nothing else.",
    Complaint.PIN_EASY: "This PIN is guessed first: choose digits without a pattern.",
    Complaint.DURESS_PIN_EASY: "The PIN under threat is guessed first: choose digits without a pattern.",
    Complaint.DURESS_PIN_NEAR: (
        "The PIN under threat is too like the PIN: at least two digits must differ, so that no slip"
        " calls for help."
    ),
    Complaint.DURESS_PIN_ALONE: "A PIN under threat goes with a PIN: set both.",
    Complaint.OPERATOR_PIN_DIGITS: "The operator PIN needs {shortest} to {longest} digits and nothing else.",
    Complaint.OPERATOR_PIN_WRONG: "The old operator PIN is not right; nothing was changed.",
    Complaint.DESK_PAUSED: "Too many wrong operator PINs: wait {seconds} s; nothing was changed.",
    Complaint.PERSON_UNKNOWN: "Nobody enrolled has the id {person!r}.",
    Complaint.ERASED_ALREADY: "It is too late to undo this: everything about this person is erased already.",
    Complaint.EXTERNAL_ID_TAKEN: "Somebody else already has the external id {external_id!r}.",
    Complaint.NO_TEMPLATE: "Nobody can be enrolled without a face template; got none.",
    Complaint.FACE_MISSING: "This takes a face and this person has none enrolled; enrol the face first.",
    Complaint.FACE_NEEDED: (
        "A face can be erased only of somebody who enters by {wanted}; this person's rule is {rule}."
    ),
    Complaint.NOT_A_LOOKALIKE: "The newcomer can be one of {asked}, not {answer!r}; nothing was stored.",
    Complaint.NO_CARDS_HERE: "Nobody here can require cards of look-alikes; nothing was stored.",
    Complaint.PASS_WITHOUT_END: "A pass needs a beginning and an end.",
    Complaint.PASS_TOO_LONG: "A pass is good for {days} days at most: choose an earlier end.",
    Complaint.PASS_TOKEN: "This text is no pass.",
    Complaint.PASS_ID_UNKNOWN: "No pass has the id {entry_pass!r}.",
    Complaint.PASS_NEEDS_PIN: "{name} has no PIN yet, which this pass would ask for: give a PIN first.",
    Complaint.PASS_ENDED: "The pass would have ended before it is made: choose a later end.",
    Complaint.PASS_OVER: "This pass opens nothing any more: make a new one.",
    Complaint.FILE_UNWRITABLE: "{path} cannot be written: {why}.",
    Complaint.RULE_NAME_TAKEN: "There is one called {name} already.",
    Complaint.RULE_ID_TAKEN: "There is one with the id {id!r} already.",
    Complaint.TIME_OF_DAY: "{text!r} is no time of day; expected 00:00 to 24:00.",
    Complaint.HOURS_EMPTY: "From {begins} to {ends} is no time at all.",
    Complaint.HOURS_BACKWARDS: (
        "A window cannot end ({ends}) before it begins ({begins}); if it goes on past midnight, say so."
    ),
    Complaint.HOURS_TOO_LONG: (
        "From {begins} to {ends} of the next day is longer than a day; make two windows of it."
    ),
    Complaint.HOURS_OVERLAP: "{first} and {second} overlap; make one window of them.",
    Complaint.WINDOW_WITHOUT_DAY: "The window {hours} needs at least one day of the week.",
    Complaint.SCHEDULE_EMPTY: "The schedule {name} holds at no time; give it a window.",
    Complaint.SCHEDULE_KIND_TWICE: "The schedule {name} says twice what holds on days of the kind {kind}.",
    Complaint.SCHEDULE_WITHOUT_CALENDAR: (
        "The schedule {name} says what holds on days of the kind {kind}, but names no calendar."
    ),
    Complaint.HOLIDAY_TWICE: "The calendar {name} has {day} twice.",
    Complaint.CALENDAR_UNKNOWN: "There is no calendar {calendar!r}.",
    Complaint.VALIDITY_BACKWARDS: "What begins at {begins} cannot end at {ends}.",
    Complaint.GROUP_UNKNOWN: "There is no group {group!r}.",
    Complaint.RIGHT_GROUP_MISSING: "A right is for the group {group!r}, which is not there.",
    Complaint.RIGHT_DOORS_MISSING: "A right is to the group of doors {group!r}, which is not there.",
    Complaint.RIGHT_SCHEDULE_MISSING: "A right goes by the schedule {schedule!r}, which is not there.",
    Complaint.SCHEDULE_CALENDAR_MISSING: (
        "The schedule {name} goes by the calendar {calendar!r}, which is not there."
    ),
    Complaint.GROUP_IN_USE: (
        "The group {name} is in use (rights: {rights}, members: {members}, plans of doors: {plans})."
    ),
    Complaint.DOOR_GROUP_IN_USE: (
        "The group of doors {name} is in use (rights: {rights}, plans of doors: {plans})."
    ),
    Complaint.SCHEDULE_IN_USE: "The schedule {name} is in use (rights: {rights}, plans of doors: {plans}).",
    Complaint.CALENDAR_IN_USE: "The calendar {name} is in use (schedules: {schedules}).",
    Complaint.PLAN_FIRST_OF: "Only a plan that unlocks a door can wait for the first person of a group.",
    Complaint.PLAN_GROUP_MISSING: "A plan of doors waits for the group {group!r}, which is not there.",
    Complaint.PLAN_DOORS_MISSING: "A plan is for the group of doors {group!r}, which is not there.",
    Complaint.PLAN_SCHEDULE_MISSING: "A plan of doors goes by the schedule {schedule!r}, which is not there.",
    Complaint.DOOR_UNKNOWN: "No door is called {door!r}; there is {doors}.",
    Complaint.TEXT_TOO_LONG: "The field {what} takes at most {longest} characters; these are {length}.",
    Complaint.TEXT_CONTROL_CHARACTERS: "The field {what} cannot hold invisible control characters.",
    Complaint.HOST_UNKNOWN: "A visitor needs a host who is enrolled; nobody has the id {host!r}.",
    Complaint.HOST_THEMSELF: "Nobody can be their own host.",
    Complaint.CHANGED_MEANWHILE: "Somebody else changed {name} meanwhile; look at it again.",
    Complaint.RENAMED_MEANWHILE: "Somebody else has named this person {name} meanwhile.",
    Complaint.TOO_MANY_AT_ONCE: "At most {most} people can be changed at once; {count} are chosen.",
    Complaint.SEVERAL_UNDONE: "{name}: {why} Nobody was changed.",
    Complaint.NO_PHOTOS: "Enrolling from photos needs at least one photo.",
    Complaint.TOO_MANY_PHOTOS: "At most {most} photos are taken of one person; these are {count}.",
    Complaint.PASSWORD_SHORT: "A password needs at least {shortest} characters.",
    Complaint.PASSWORD_SAME: "A password cannot be one character over and over.",
    Complaint.PASSWORD_LONG: "A password has at most {longest} characters.",
    Complaint.PASSWORD_UNREADABLE: "This password holds characters that could not be read; type it anew.",
    Complaint.OPERATOR_UNKNOWN: "No operator has the id {operator!r}.",
    Complaint.OPERATOR_NAME_TAKEN: "There is an operator called {name} already.",
    Complaint.FIRST_OPERATOR: "The first operator must be an administrator, who can add the others.",
    Complaint.LAST_ADMINISTRATOR: (
        "{name} is the last administrator and must stay one: make somebody else an administrator first."
    ),
    Complaint.NOT_PERMITTED: "The role {role} may not do this ({what}).",
    Complaint.NOT_SIGNED_IN: "Somebody must sign in first ({what}).",
    Complaint.SECRET_WRONG: "The old PIN or password is not right; nothing was changed.",
    Complaint.SECRET_PAUSED: "Too many wrong PINs or passwords: wait {seconds} s; nothing was changed.",
    Complaint.NO_DESK_PIN: "Operators sign in by name here; there is no PIN of the desk any more.",
    Complaint.PEOPLE_CHANGED: (
        "People or rules were changed since this preview, so nothing was imported; look at a new one."
    ),
    Complaint.FILE_CHANGED: (
        "{file} was changed since this preview, so nothing was imported; look at a new one."
    ),
    Complaint.CONSENT_EMPTY: "A consent needs words.",
    Complaint.CONSENT_MISSING: "{name} has not agreed to this ({kind}); there is nothing to take back.",
    Complaint.CONSENT_WITHDRAWN: "{name} has taken back the consent to the face; enrol it with a new one.",
    Complaint.WITHOUT_CARD: "Without the face {name} enters by card and PIN, and has no card yet.",
    Complaint.WITHOUT_PIN: "Without the face {name} enters by card and PIN, and has no PIN yet.",
    Complaint.WITHOUT_CARD_AND_PIN: (
        "Without the face {name} enters by card and PIN, and has neither of them yet."
    ),
}
