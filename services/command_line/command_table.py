"""All commands: name, the line that lists it, and the module that is imported when it runs.

A module is one of this folder, or has its full name; its `register` adds its commands to a typer
application. The lines are the first of the commands' own help (a test compares them), so that
`--help` imports none of the modules.
"""

from .command_entry import CommandEntry, group
from .operators_groups import OPERATORS_GROUPS

COMMANDS = (
    CommandEntry(
        "demo",
        "Play the city on an embedded broker: its files, an accident, and what follows from it.",
        "development.commands",
    ),
    CommandEntry(
        "up",
        "Start the system and stay up until interrupted; data is kept between runs.",
        "development.commands",
    ),
    CommandEntry(
        "status",
        "Show on one screen what runs, how far behind it is, and what waits for a person.",
        "status_command",
    ),
    CommandEntry(
        "city",
        "Make up a city: its safety records, one fact a line, the same bytes for the same words.",
        "city_command",
    ),
    CommandEntry(
        "trial",
        "Run the whole city under a draft and under the rules in force: who moves, and what money.",
        "trial_command",
    ),
    CommandEntry(
        "pipe",
        "Read CloudEvents JSON lines, run them through the stages, write what leaves them.",
        "pipe_command",
    ),
    CommandEntry(
        "report", "Send a department's file, and show what became of each row.", "report_command"
    ),
    CommandEntry(
        "submissions",
        "List what was sent, the newest first: when, how many rows, and what became of them.",
        "submissions_command",
    ),
    CommandEntry(
        "receipts",
        "Say what became of each row: of a submission, or of all, by outcome and reason.",
        "submissions_command",
    ),
    CommandEntry(
        "standing",
        "Print an enterprise's explanation sheet: each point, its rule, its days.",
        "standing_command",
    ),
    CommandEntry(
        "measures",
        "List the measures about an enterprise, also those that ended; or those open on a day.",
        "measures_command",
    ),
    CommandEntry(
        "orders", "List the orders that wait for an agency, by deadline.", "measures_command"
    ),
    CommandEntry(
        "work-list", "List the acts that fit no order, each with the reason.", "measures_command"
    ),
    CommandEntry(
        "bid-opening",
        "Say who may bid for a lot on a day; issue the bidders' certificates, or verify theirs.",
        "bid_opening_command",
    ),
    group(
        "rules",
        "各类规则 / The rules: packs, measures, disclosure.",
        "rules_command",
        {
            "check": "Read editions strictly: all that is wrong is named with file, line and key.",
            "approve": "Write into an edition's file that a department approved it as it is now.",
            "show": "Print a sector's pack as a jurist reads it, each number with its article.",
            "diff": "Say what an edition changes against another of its kind, value by value.",
            "test": "Try worked cases of scoring or of measures: each day that comes out otherwise "
            "is named.",
        },
    ),
    group(
        "certificate",
        "信用证明 / Certificates of standing.",
        "certificate_command",
        {
            "issue": "Print a signed certificate of an enterprise's standing on a day.",
            "verify": "Verify a certificate with the register of keys alone; needs no server.",
            "revoke": "Revoke a certificate: from now on its status says so to anybody who asks.",
        },
    ),
    CommandEntry(
        "open-data",
        "Write all that is public as files: open data, double publicity, and what changed.",
        "open_data_command",
    ),
    group(
        "audit",
        "决定日志 / The decision log.",
        "audit_command",
        {
            "seal": "Seal the days that are over: sign the log as it is at the end of each.",
            "export": "Write all grade changes and seals to a file, for whoever verifies "
            "them elsewhere.",
            "verify": "Verify the decision log alone: the first break is named, with where "
            "it stands.",
            "prove": "Print the proof that one grade change is in the log; it shows no other.",
            "check": "Check a proof with the register of keys alone, and with --policy by its "
            "cosignatures.",
            "consistency": "Print the last checkpoint with the proof that it continues an "
            "older one, for a witness.",
            "tiles": "Write the log's hashes as static files (C2SP tlog-tiles); they show no "
            "decision.",
        },
    ),
    group(
        "witness",
        "见证 / Witnesses of the decision log.",
        "witness_command",
        {
            "key": "Print the witness's name and public key in one word, as a policy has them.",
            "cosign": "Cosign the last checkpoint if it continues the one that was cosigned "
            "before.",
        },
    ),
    group(
        "keys",
        "签名密钥 / Keys that sign.",
        "keys_command",
        {
            "create": "Make a key: FILE is the private one (for its owner alone), "
            "FILE.pub the public.",
            "show": "Print the public part of a key.",
            "create-webhook": "Make the key from which the secrets of all subscriptions follow "
            "(WEBHOOK_KEY).",
            "set-up": "Make the first keys of a city: authority, seals, certificates, "
            "badges; and their register.",
            "list": "List the keys of the register, and what each is today.",
            "rotate": "Let a key take over from the present one, from tomorrow on or when "
            "it is due.",
            "revoke": "Revoke a key that somebody else may have: what it signs from a day on "
            "is not believed.",
            "create-views": "Make the secret by which views prove themselves to who reads them "
            "(VIEWS_KEY).",
            "create-personal-data": "Make the master key of personal data (PERSONAL_DATA_KEY).",
        },
    ),
    CommandEntry(
        "data-quality",
        "Print the monthly table: timeliness, share valid, completeness, accuracy, silence.",
        "data_quality_command",
    ),
    CommandEntry(
        "effect",
        "Print the accidents of two spans and their change, and what the span's orders came to.",
        "effect_command",
    ),
    CommandEntry(
        "topics",
        "Print the catalogue of topics, or bring the broker in line with it.",
        "topics_command",
    ),
    CommandEntry("tail", "Print a topic's messages as they come, one line each.", "topics_command"),
    group(
        "quarantine",
        "Reports that wait until a person decides.",
        "quarantine_command",
        {
            "list": "List the identifiers and the statements that a person has to decide about.",
            "doubles": "List the records that were decided to be one, or two: what may be decided "
            "otherwise.",
            "accept": "Decide whose an identifier is, what a statement says, or that two records "
            "are one.",
            "refuse": "Decide that it can't be told whose it is, or be taken; or that two records "
            "are two.",
        },
    ),
    group(
        "dead-letters",
        "Messages that could not be handled.",
        "dead_letters_command",
        {
            "list": "List the dead letters with reason and position.",
            "show": "Print one dead letter and what was kept of its message.",
            "replay": "Publish messages once more, as they came, at the end of their topic.",
        },
    ),
    group(
        "deliveries",
        "What is still to be delivered, or given up.",
        "deliveries_command",
        {
            "list": "List the receivers that are away, and what is kept of deliveries.",
            "resend": "Deliver once more what was given up. Mend the cause first; what fails "
            "is kept again.",
            "drop": "Forget what was given up: its receipts say what became of it. Exit code 1: "
            "there is none.",
        },
    ),
    CommandEntry(
        "service-acts",
        "Report as acts what was served electronically of an agency's decisions.",
        "service_acts_command",
    ),
    CommandEntry(
        "rebuild-views",
        "Drop the views and write them again from the states and facts that are in the log.",
        "views_command",
    ),
    *OPERATORS_GROUPS,
)
