"""Reads mails as base64, one a line, after a first line with DNS records as JSON {name: value}; answers a line of JSON for each:
whether each DKIM signature verifies (python3-dkim), and which defects Python's own parser finds (strict policy)."""
import base64
import email.parser
import email.policy
import json
import sys

import dkim

records = json.loads(sys.stdin.readline())


def lookup(name, timeout=5):
    name = (name.decode() if isinstance(name, bytes) else name).rstrip(".")
    return records[name].encode() if name in records else None


def defects(message):
    found = [type(d).__name__ for d in message.defects]
    for name, value in message.items():
        found += [f"{name}: {type(d).__name__}" for d in getattr(value, "defects", ())]
    if message.is_multipart():
        for part in message.iter_parts():
            found += defects(part)
    elif message.get_content_maintype() == "text":
        message.get_content()
    return found


for line in sys.stdin:
    raw = base64.b64decode(line)
    count = raw.lower().split(b"\r\n\r\n")[0].count(b"dkim-signature:")
    signatures = []
    for index in range(count):
        try:
            signatures.append(bool(dkim.DKIM(raw).verify(idx=index, dnsfunc=lookup)))
        except dkim.DKIMException:
            signatures.append(False)
    try:
        message = email.parser.BytesParser(policy=email.policy.strict.clone(max_line_length=None)).parsebytes(raw)
        found = defects(message)
        subject = str(message["subject"])
    except Exception as error:
        found, subject = [f"{type(error).__name__}: {error}"], ""
    print(json.dumps({"signatures": signatures, "defects": found, "subject": subject}), flush=True)
