"""Findings as they are stored with their records: compressed, as a fleet has thousands of them.

A state has to fit into a message. With a dictionary of the words that findings have in common, one
takes less than half of its JSON.
"""

import zlib

import msgspec

from schemas.codec import to_json
from schemas.messages import FindingNormalized
from schemas.records import Registration

_REGISTRATION, _OTHER = b"R", b"F"  # the first byte
# One that comes is packed, and read for several ends, in the same handler.
_RECENT: dict[bytes, FindingNormalized] = {}
_MOST_RECENT = 256
_RAW = -15  # without header and checksum: the log has its own
# Whatever stands here was used for what is stored: it can't be changed without losing that.
_WORDS = (
    '","rectification_checked","interview_held","measure_carried_out","measure":"insurance_ra'
    'te","credit_line","tax_rebate","period_begins":"project_application","amount":"permit","'
    'granted_on":"valid_until":"inspection","inspected_on":"passed":true,"findings":"training'
    '","held_on":"objection_filed","objection_decided","repair_applied","repair_granted","rec'
    'ord_kind":"blacklist_decision","public_tip","responsibility_determined","accident_follow'
    '_up","accident_number":"evaluation","unit_name":"equipment":"elevator","score":"evaluate'
    'd_on":"evaluator":"commitment","made":true,"made_on":"published":true,"published_at":nul'
    'l,"broken_on":null,"certificate","level":"review_score":"revoked_on":null,"revoked_for":'
    'null,"registration","sector":"industrial","organization_code":"registration_number":"for'
    'mer_names":[],"former_codes":[],"absorbed_codes":[],"industry_code":"risk_class":"distri'
    'ct":"payroll":"employees":"vehicles":"status":"存续有限公司"hidden_danger","level":"ordi'
    'nary","found_on":"due_on":"removed_on":null,"listed_by":null,"listed_on":null,"descripti'
    'on":"accident","happened_at":"tolls":[{"reported_on":"deaths":0,"serious_injuries":0}],"'
    'loss":"responsibility":"under_investigation","concealed":false,"nature":"production","de'
    'termined_on":null},"traffic_points","direction":"taken","points":"recorded_on":"violatio'
    'n_code":"crash":null},"penalty","severity":"general","fine":"decided_on":"authority":"vi'
    'olation":"legal_ground":"《中华人民共和国安全生产法》第一百零二条","types":["罚款"],"pub'
    'lic_until":"rectified":false},"reported_on":"2026-10-31","fields_filled":10,"fields_expe'
    'cted":10,"withdrawn":false,"identifier_field":"统一社会信用代码","day_stated":true}{"ori'
    'gin":{"report_id":"","department":"work-safety","layout":"record","submission":"","row":'
    '1,"file":null,"digest":null},"identifier":"code:91330200","name":null,"document_number":'
    '"〔2026〕号","occurred_on":"2026-01-01","content":{"kind":"'
).encode()


def packed(finding: FindingNormalized) -> bytes:
    """Return a finding as a state stores it: one byte for its kind, then deflated JSON."""
    packing = zlib.compressobj(wbits=_RAW, zdict=_WORDS)
    mark = _REGISTRATION if isinstance(finding.content, Registration) else _OTHER
    packed_bytes = mark + packing.compress(to_json(finding)) + packing.flush()
    _remember(packed_bytes, finding)
    return packed_bytes


def unpacked(packed_bytes: bytes) -> FindingNormalized:
    """Return the finding that was packed."""
    recent = _RECENT.get(packed_bytes)
    if recent is not None:
        return recent
    text = zlib.decompressobj(wbits=_RAW, zdict=_WORDS).decompress(packed_bytes[1:])
    finding = msgspec.json.decode(text, type=FindingNormalized)
    _remember(packed_bytes, finding)
    return finding


def _remember(packed_bytes: bytes, finding: FindingNormalized) -> None:
    if packed_bytes not in _RECENT and len(_RECENT) >= _MOST_RECENT:
        del _RECENT[next(iter(_RECENT))]  # the one that came first
    _RECENT[packed_bytes] = finding


def is_registration(packed_bytes: bytes) -> bool:
    """Return whether a packed finding is a registration, without unpacking it."""
    return packed_bytes.startswith(_REGISTRATION)
