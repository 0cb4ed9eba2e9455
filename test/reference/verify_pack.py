"""Redoes the draw of a verification pack: python3 verify_pack.py PACK. See docs/verification-pack.md."""
import datetime, gzip, hashlib, json, math, struct, sys

def tagged(name, *parts):
    return hashlib.sha256(name.encode() + b"\0" + b"".join(parts)).digest()

def chacha20(key):  # RFC 8439: yields the key stream as 32-bit words
    start = [*struct.unpack("<4I", b"expand 32-byte k"), *struct.unpack("<8I", key), 0, 0, 0, 0]
    while True:
        s = start[:]
        for a, b, c, d in ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
                           (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14)) * 10:
            for x, y, z, turn in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
                s[x] = s[x] + s[y] & 0xFFFFFFFF
                s[z] = ((s[z] ^ s[x]) << turn | (s[z] ^ s[x]) >> 32 - turn) & 0xFFFFFFFF
        yield from ((x + y) & 0xFFFFFFFF for x, y in zip(s, start))
        start[12] += 1

def stream(key):
    words = chacha20(key)
    return lambda bound: next(w % bound for w in words if w - w % bound + bound <= 2**32)

def round_table(table, whole, below):
    rows, columns = range(len(table)), range(len(table[0]))
    part = lambda r, c: 0 < table[r][c] < whole
    for first in rows:
        while any(part(first, c) for c in columns):
            met, path, r, c = [first], [], first, None
            while True:
                c = next(x for x in columns if x != c and part(r, x)); path.append((r, c))
                r = next(x for x in rows if x != r and part(x, c)); path.append((r, c))
                if r in met: break
                met.append(r)
            path = path[2 * met.index(r):]
            path = path[1:-1] if path[0] == path[-1] else path
            room = [(whole - table[r][c], table[r][c])[::1 - i % 2 * 2] for i, (r, c) in enumerate(path)]
            up, down = map(min, zip(*room))
            step = up if below(up + down) < down else -down
            for i, (r, c) in enumerate(path): table[r][c] += -step if i % 2 else step

head, *lines = map(json.loads, gzip.open(sys.argv[1], "rt", encoding="utf-8"))
seed, sha, protocol = bytes.fromhex(head["seed"]), bytes.fromhex(head["protocolHash"]), json.loads(head["protocol"])
assert hashlib.sha256(head["protocol"].encode()).digest() == sha, "the protocol has another hash"
assert tagged("openbrief-commitment-1", seed, sha).hex() == head["commitment"], "the commitment is to another seed"
entropy = tagged("openbrief-entropy-1", seed, sha, bytes.fromhex(head["beacon"].get("pulse", "")))
if "randomness" in protocol:  # the list was public before the pulse
    numbers = {}
    number = lambda cluster: "" if cluster is None else str(numbers.setdefault(cluster, len(numbers) + 1))
    drawn_in = {}
    for line in sorted(lines): drawn_in.setdefault(line[2] if protocol["unit"] == "cluster" and line[2] else line[0], line[1])
    text = "".join(f"{key}\t{drawn_in.get(cluster, stratum)}\t{number(cluster)}\n" for key, stratum, cluster, _ in sorted(lines))
    assert tagged("openbrief-list-1", text.encode()).hex() == head["list"], "the list is not the one that was public"
    promise, beacon = protocol["randomness"], head["beacon"]
    seconds = lambda moment: datetime.datetime.fromisoformat(moment.replace("Z", "+00:00")).timestamp()
    named = promise["pulse"] if isinstance(promise["pulse"], int) else seconds(promise["pulse"])
    if promise["beacon"] == "drand" and not isinstance(promise["pulse"], int):
        named = max(1, math.ceil((named - 1692803367) / 3) + 1)
    given = int(beacon["reference"]) if beacon["kind"] == "drand" else seconds(beacon["reference"])
    assert (beacon["kind"], given) == (promise["beacon"], named), "the pulse is not the promised one"
    assert "signature" not in beacon or \
        hashlib.sha256(bytes.fromhex(beacon["signature"])).hexdigest() == beacon["pulse"], "the pulse is not of its signature"
unit_of = lambda line: line[0] if line[2] is None or protocol["unit"] == "recipient" else line[2]
units, strata, arm_of = {}, {}, {}
for line in sorted(lines): units.setdefault(unit_of(line), line[1])
for unit, stratum in units.items(): strata.setdefault(stratum, []).append(unit)
weights = [arm["weight"] for arm in protocol["arms"]]
total = sum(weights)
table = [[len(strata[name]) * w % total for w in weights] for name in sorted(strata)]
table.append([-sum(row[arm] for row in table) % total for arm in range(len(weights))])
round_table(table, total, stream(tagged("openbrief-leftovers-1", entropy)))
for name, extra in zip(sorted(strata), table):
    dealt = [a for a, w in enumerate(weights) for _ in range(len(strata[name]) * w // total + extra[a] // total)]
    below = stream(tagged("openbrief-stratum-1", entropy, name.encode()))
    for last in range(len(dealt) - 1, 0, -1):
        other = below(last + 1)
        dealt[last], dealt[other] = dealt[other], dealt[last]
    arm_of.update(zip(strata[name], dealt))
wrong = sum(protocol["arms"][arm_of[unit_of(line)]]["id"] != line[3] for line in lines)
print(f"{len(lines)} recipients, {wrong} in another arm than drawn")
sys.exit(1 if wrong else 0)
