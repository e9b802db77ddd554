"""The groups of commands that operators use alone: the last of `command_table`."""

from .command_entry import group

OPERATORS_GROUPS = (
    group(
        "credential",
        "Credentials of departments, enterprises and readers.",
        "credential_command",
        {
            "add": "Make a credential and print its token, which is shown this once.",
            "revoke": "End a credential now.",
            "list": "List the credentials, without anything that proves them.",
        },
    ),
    group(
        "accesses",
        "Who read what, and who failed to sign in.",
        "accesses_command",
        {"list": "List who read what: by enterprise, reader and time; or failed sign-ins."},
    ),
    group(
        "contacts",
        "Where the recipients of alerts are reached.",
        "contacts_command",
        {
            "import": "State the contacts of all recipients in a CSV, in place of what each "
            "stated before.",
            "erase": "Take a recipient's addresses back and destroy the key that they are sealed "
            "with, for good.",
        },
    ),
    group(
        "broker-access",
        "Passwords and rules on the brokers.",
        "broker_access_command",
        {
            "rules": "Print who may do what, as the catalogue of topics has it; no broker "
            "is asked.",
            "add": "Give a principal its rules and a new password, and print that, this once.",
            "revoke": "Take a principal's password and rules away.",
            "list": "List the principals that have a password on the brokers.",
        },
    ),
)
