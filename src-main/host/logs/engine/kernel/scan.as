// The kernel: lines, starts of records, times and levels, from bytes. AssemblyScript with SIMD,
// compiled by scripts/kernel-plugin.mjs; kernel.ts holds its memory. Numbers of instructions: code.ts.
//
// Memory: static data below 64 KiB, then the regions here, then the buffer.
const PROGRAM: usize = 0x10000;
const SEGMENTS: usize = 0x30000;
const MINUTES: usize = 0x34000;
/** Keys of the line: begin, length, where the value begins, number of the key that holds it or −1. */
const PAIRS: usize = 0x38000;
const SUMMARY: usize = 0x3b000;
const LEVELS: usize = 0x3b100;
const KEYS: usize = 0x3b200;
/** Begin and end of the bytes that lines of a minute begin with: a segment's own ones change with each try. */
const QUICK: usize = 0x3c200;
const NARROW: usize = 0x40000;
const NARROW_NEXT: usize = 0x50000;
const OUT_MINUTES: usize = 0x60000;
const OUT: usize = 0x90000;
export const BUFFER: usize = 0x160000;

const MINUTE_SLOTS: i32 = 1024;
const PAIRS_MAX: i32 = 512;
const OUT_MINUTES_MAX: i32 = 8190;
const OUT_MAX: i32 = 8190;
const BLOCK_BYTES: usize = 80;
const FACT_BYTES: usize = 48;

/** As `headLimit` in program.ts. */
const HEAD_LIMIT: usize = 16384;
/** A line of which this much is in the buffer is judged before its end is seen. */
const LONG_LINE: usize = 65536;
/** How far the lines after a head are looked at. As `lookAhead` in program.ts. */
const NEXT_LIMIT: usize = 4096;
const TRIES: i32 = 20000;
const NONE: i64 = i64.MIN_VALUE;
const DAY: i64 = 86400000;
/** Minutes up to here fit 32 bits. */
const FARTHEST: i64 = 100000000000000;

// Presence of parts of the time.
const YEAR: i32 = 1;
const MONTH: i32 = 2;
const DAY_OF_MONTH: i32 = 4;
const DAY_OF_YEAR: i32 = 8;
const HOUR: i32 = 16;
const MINUTE: i32 = 32;
const SECOND: i32 = 64;
const FRACTION: i32 = 128;
const MERIDIEM: i32 = 256;
const ZONE: i32 = 512;
const EPOCH: i32 = 1024;
/** The time that was stated last. */
const SAME: i32 = 2048;

// The program.
let units: i32 = 0;
let gb: bool = false;
let unmatchedStarts: bool = false;
let baseYear: i32 = 0;
let baseMonth: i32 = 0;
let firstBytes: usize = 0;
let heads: usize = 0;
let headCount: i32 = 0;
let looksAhead: bool = false;
let zoneBefore: i64 = 0;
let zoneChanges: usize = 0;
let zoneCount: i32 = 0;

// What the items of a head find.
let have: i32 = 0;
let year: i32 = 0;
let month: i32 = 0;
let day: i32 = 0;
let dayOfYear: i32 = 0;
let hour: i32 = 0;
let minute: i32 = 0;
let second: i32 = 0;
let fraction: i32 = 0;
let afternoon: bool = false;
let zoneMinutes: i32 = 0;
let epoch: i64 = 0;
let level: i32 = 0;
let timeFrom: usize = 0;
let timeTo: usize = 0;
let tries: i32 = 0;
/** Where the level stands in one of the lines after the head: the table of its words, 0: it does not. */
let aheadTable: usize = 0;
let aheadMost: usize = 0;
/** A line is only looked at to see whether a record ends before it. */
let peeking: bool = false;

// The keys of the line that were found so far, and where to look for more (0: there are no more).
let pairStyle: i32 = -1; // -1: not looked for yet, 0 JSON, 1 key=value
let pairCount: i32 = 0;
let pairAt: usize = 0;
/** Which lengths (modulo 64) their names have, with those of the keys that hold them. */
let pairLengths: u64 = 0;
let pairDepth: i32 = 0;
/** Number of the key whose object is open at depth 2; -1: it is a list. */
let pairOwner: i32 = -1;
/** A key may come, not only a value. */
let pairKey: bool = false;

// The line that is judged: begin, end of what heads see, whether it goes on there; the line after it.
let lineBegin: usize = 0;
let lineEnd: usize = 0;
let isCut: bool = false;
let nextBegin: usize = 0;
let nextEnd: usize = 0;

// Lines like an earlier record: they begin with the same bytes up to the minute, then come seconds,
// perhaps a fraction, and 8 bytes that were seen there before. They need no second look when the
// items looked at nothing else: that is watched while the earlier line is judged.
let learning: bool = false;
/** Where the items looked farthest; where the seconds stand (0: not seen yet), and what follows them. */
let farthest: usize = 0;
let secondAt: usize = 0;
let afterSecond: usize = 0;
/** The seconds or the fraction were looked at as something else. */
let mixed: bool = false;
let quickLength: usize = 0; // 0: none
let quickShape: i32 = 0; // 0 no fraction, 1 separator and three digits
let quickSeparator: u64 = 0;
let quickUtc: i64 = 0;
let quickLocal: i64 = 0;
/** Its year came from the lines before. */
let quickYearless: bool = false;
/** Keys belong to the begin they were seen behind. */
let keyOwner: u32 = 1;
/** Lines to judge before it is tried again to learn, and how long that was the last time. */
let pause: i32 = 0;
let pauseNext: i32 = 0;

// What a line was found to be.
let kind: i32 = 0; // 0 belongs to the record before, 1 record, 2 ignored
let time: i64 = NONE;

// What lines hand on.
let lastUtc: i64 = NONE;
let lastLocal: i64 = NONE;
let started: bool = false;
/** And nothing was known of those. */
let consulted: bool = false;
/** The last time was one of an hour that exists twice. */
let ambiguous: bool = false;
/** Something in this scan was told by the lines before it. */
let ordered: bool = false;
let stateGiven: bool = false;

// Caches: they never change a result.
let dayKey: i32 = -1;
let dayMs: i64 = 0;
let zoneFrom: i64 = 1;
let zoneTo: i64 = 0;
let zoneOffset: i64 = 0;

// The scan.
let limit: i64 = 0;
let grid: i64 = 0;
let blockLines: i32 = 0;
let blockSpan: i64 = 0;
let wantFacts: bool = false;
let open: bool = false;
let status: i32 = 0; // 0 more bytes, 1 take what is out, 2 done
let outCount: i32 = 0;
let outMinutes: i32 = 0;

// The block that is filled.
let blockBegin: i64 = -1;
let blockCut: i64 = 0;
let blockCount: i32 = 0;
let blockRecords: i32 = 0;
let blockMin: i64 = NONE;
let blockMax: i64 = NONE;
let blockUtc: i64 = NONE;
let blockLocal: i64 = NONE;
let blockStarted: bool = false;

// The minute that is counted.
let minuteSlot: usize = 0;
let minuteFrom: i64 = 1;

// Sums.
let strays: i64 = 0;
let newlines: i64 = 0;
let crlf: bool = false;
let firstTime: i64 = NONE;
let lastTime: i64 = NONE;
let previousLine: i64 = -1;
let lastLine: i64 = -1;
let lineAfter: i64 = 0;

// ---------------------------------------------------------------- set up

@inline function word(index: i32): i32 {
  return load<i32>(PROGRAM + ((<usize>index) << 2));
}

/** The program lies in its region: read what is needed all the time. */
export function init(): void {
  units = word(0);
  gb = word(1) !== 0;
  unmatchedStarts = word(2) !== 0;
  baseYear = word(3);
  baseMonth = word(11);
  firstBytes = PROGRAM + <usize>word(4);
  const at = PROGRAM + <usize>word(7);
  headCount = load<i32>(at);
  heads = at + 4;
  looksAhead = word(10) !== 0;
  const zone = PROGRAM + <usize>word(9);
  zoneBefore = <i64>load<i32>(zone) * 60000;
  zoneCount = load<i32>(zone, 4);
  zoneChanges = zone + 8;
  zoneFrom = 1;
  zoneTo = 0;
  memory.fill(SEGMENTS, 0, 64 * 128);
}

/** A new scan of lines that begin in [from, to); `from` is where a line begins. */
export function begin(
  from: f64, to: f64, cell: f64, lines: i32, span: f64, facts: bool,
  utc: f64, local: f64, afterStart: bool, given: bool,
): void {
  limit = <i64>to;
  grid = <i64>cell;
  blockLines = lines;
  blockSpan = <i64>span;
  wantFacts = facts;
  lastUtc = utc === utc ? <i64>utc : NONE;
  lastLocal = local === local ? <i64>local : NONE;
  started = afterStart;
  stateGiven = given;
  consulted = false;
  ordered = false;
  open = false;
  outCount = 0;
  outMinutes = 0;
  blockBegin = -1;
  minuteSlot = 0;
  minuteFrom = 1;
  strays = 0;
  newlines = 0;
  crlf = false;
  firstTime = NONE;
  lastTime = NONE;
  previousLine = -1;
  lastLine = -1;
  lineAfter = <i64>from;
  quickLength = 0;
  pause = 0;
  pauseNext = 0;
  keyOwner++;
  memory.fill(MINUTES, 0, MINUTE_SLOTS * 16);
  memory.fill(LEVELS, 0, 32);
}

// ---------------------------------------------------------------- bytes

/** First byte `b` in [p, e), or `e`. Reads up to 63 bytes beyond. */
function findByte(p: usize, e: usize, b: u8): usize {
  const want = i8x16.splat(b);
  while (p < e) {
    const m = i8x16.bitmask(i8x16.eq(v128.load(p), want));
    if (m !== 0) {
      p += <usize>ctz(m);
      return p < e ? p : e;
    }
    p += 16;
  }
  return e;
}

/** First LF in [p, e), or `e`. One-byte encodings, UTF-8, GB18030: 0x0A is never part of another character. */
@inline function findLine(p: usize, e: usize): usize {
  const want = i8x16.splat(10);
  while (p < e) {
    const a = i8x16.eq(v128.load(p), want);
    const b = i8x16.eq(v128.load(p, 16), want);
    const c = i8x16.eq(v128.load(p, 32), want);
    const d = i8x16.eq(v128.load(p, 48), want);
    if (v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)))) {
      const low = <u64><u32>(i8x16.bitmask(a) | (i8x16.bitmask(b) << 16));
      const high = <u64><u32>(i8x16.bitmask(c) | (i8x16.bitmask(d) << 16));
      p += <usize>ctz(low | (high << 32));
      return p < e ? p : e;
    }
    p += 64;
  }
  return e;
}

/** First LF of UTF-16 in [p, e), where `p` is the begin of a code unit; `e` without one. */
function findWide(p: usize, e: usize): usize {
  const want = i16x8.splat(units === 1 ? 0x000a : 0x0a00);
  while (p + 1 < e) {
    const m = i16x8.bitmask(i16x8.eq(v128.load(p), want));
    if (m !== 0) {
      p += <usize>ctz(m) << 1;
      return p + 1 < e ? p : e;
    }
    p += 16;
  }
  return e;
}

@inline function isDigit(b: i32): bool {
  return <u32>(b - 48) < 10;
}

@inline function isLetter(b: i32): bool {
  return <u32>((b | 32) - 97) < 26;
}

@inline function isBlank(b: i32): bool {
  return b === 32 || b === 9;
}

/** Number of bytes of the character here, as far as double-byte trail bytes must be stepped over. */
@inline function step(p: usize): usize {
  if (!gb) return 1;
  const b = <i32>load<u8>(p);
  if (b < 0x81 || b === 0xff || p + 1 >= lineEnd) return 1;
  return isDigit(load<u8>(p, 1)) ? 4 : 2;
}

/** Whether a letter or digit begins here: also a character of Chinese, but no full-width mark. */
function touchesAfter(p: usize): bool {
  if (p >= lineEnd) return false;
  const b = <i32>load<u8>(p);
  if (b < 0x80) return isLetter(b) || isDigit(b) || b === 95;
  // Marks of GB2312; in UTF-8 no character begins with these bytes.
  if (b >= 0xa1 && b <= 0xa3) return false;
  if (gb) return true;
  const c = <i32>load<u8>(p, 1);
  return !((b === 0xe3 && c === 0x80) || (b === 0xef && (c === 0xbc || c === 0xbd)) || (b === 0xe2 && c === 0x80));
}

/** Whether a letter or digit ends here. */
function touchesBefore(p: usize): bool {
  if (p <= lineBegin) return false;
  const b = <i32>load<u8>(p - 1);
  // The trail byte of a GB18030 character may be a letter, which is right here.
  if (b < 0x80) return isLetter(b) || isDigit(b) || b === 95;
  if (gb) {
    if (p < lineBegin + 2) return true;
    const lead = <i32>load<u8>(p - 2);
    return lead < 0xa1 || lead > 0xa3;
  }
  if (p < lineBegin + 3) return true;
  const a = <i32>load<u8>(p - 3);
  const c = <i32>load<u8>(p - 2);
  return !((a === 0xe3 && c === 0x80) || (a === 0xef && (c === 0xbc || c === 0xbd)) || (a === 0xe2 && c === 0x80));
}

/** Whether the text (length, address) of the program stands here. */
@inline function standsHere(p: usize, length: usize, address: usize, end: usize): bool {
  return p + length <= end && memory.compare(p, PROGRAM + address, length) === 0;
}

/** Notes that items looked at [from, to). */
@inline function see(from: usize, to: usize): void {
  if (!learning) return;
  if (to > farthest) farthest = to;
  if (secondAt !== 0 && from < afterSecond && to > secondAt) mixed = true;
}

/** Notes that seconds were looked for here. */
@inline function seeSecond(p: usize): void {
  if (!learning) return;
  if (secondAt === 0) {
    if (farthest > p) mixed = true;
    secondAt = p;
    afterSecond = p + 2;
  } else if (secondAt !== p) mixed = true;
}

/** Notes that a fraction was found in [p, end). */
@inline function seeFraction(p: usize, end: usize): void {
  if (!learning) return;
  if (p !== secondAt + 2 || (afterSecond !== p && afterSecond !== end) || (afterSecond === p && farthest > p)) mixed = true;
  afterSecond = end;
  if (end > farthest) farthest = end;
}

/** Length of the first of a list of texts (count, then length and address each) that stands here; 0: none. */
function oneOf(list: usize, p: usize): usize {
  let count = load<i32>(list);
  for (list += 4; count > 0; count--, list += 8) {
    const length = <usize>load<u32>(list);
    see(p, p + length);
    if (standsHere(p, length, <usize>load<u32>(list, 4), lineEnd)) return length;
  }
  return 0;
}

// ---------------------------------------------------------------- level words

/** Looks up the level word here: its length, 0 without; `found` is what it means. */
let found: i32 = 0;
function levelWord(table: usize, p: usize, alone: bool): usize {
  let entry = <usize>load<u32>(table + (<usize>load<u8>(p) << 2));
  see(p, p + 1);
  while (entry !== 0) {
    const at = PROGRAM + entry;
    const length = <usize>load<u32>(at);
    const first = ((load<u64>(p) | load<u64>(at, 24)) & load<u64>(at, 16)) ^ load<u64>(at, 32);
    const second = length <= 8 ? 0 : ((load<u64>(p, 8) | load<u64>(at, 48)) & load<u64>(at, 40)) ^ load<u64>(at, 56);
    if (first !== 0) see(p, p + <usize>(ctz(first) >> 3) + 1);
    else if (second !== 0) see(p, p + <usize>(ctz(second) >> 3) + 9);
    else {
      // And what touches it: up to two bytes.
      see(p, p + length + (alone ? (load<u8>(p + length) < 0x80 ? 1 : 2) : 0));
      if (
        p + length <= lineEnd &&
        (length <= 16 || memory.compare(p + 16, at + 64, length - 16) === 0) &&
        (!alone || !touchesAfter(p + length))
      ) {
        found = load<i32>(at, 4);
        return length;
      }
    }
    entry = <usize>load<u32>(at, 8);
  }
  return 0;
}

/** First word of the table that stands alone and begins in [p, e); 0 when there is none. */
function levelWithin(table: usize, p: usize, e: usize): i32 {
  while (p < e) {
    const b = <usize>load<u8>(p);
    see(p, p + 1);
    if (load<u32>(table + (b << 2)) !== 0 && !touchesBefore(p) && levelWord(table, p, true) !== 0)
      return found;
    p += step(p);
  }
  return 0;
}

function levelNextLine(table: usize, most: usize): i32 {
  mixed = true;
  if (nextBegin === 0 || peeking) return 0;
  const beginBefore = lineBegin;
  const endBefore = lineEnd;
  lineBegin = nextBegin;
  lineEnd = nextEnd;
  const end = min(nextBegin + most, nextEnd);
  const result = levelWithin(table, nextBegin, end);
  lineBegin = beginBefore;
  lineEnd = endBefore;
  return result;
}

// ---------------------------------------------------------------- names

/** Number of a Chinese numeral's digit 1–10 here, and its length in `found`; 0: none. */
function numeral(p: usize): i32 {
  const utf8 = (<u32>load<u8>(p) << 16) | (<u32>load<u8>(p, 1) << 8) | <u32>load<u8>(p, 2);
  found = 3;
  switch (utf8) {
    case 0xe4b880: return 1;
    case 0xe4ba8c: return 2;
    case 0xe4b889: return 3;
    case 0xe59b9b: return 4;
    case 0xe4ba94: return 5;
    case 0xe585ad: return 6;
    case 0xe4b883: return 7;
    case 0xe585ab: return 8;
    case 0xe4b99d: return 9;
    case 0xe58d81: return 10;
  }
  found = 2;
  switch (utf8 >> 8) {
    case 0xd2bb: return 1;
    case 0xb6fe: return 2;
    case 0xc8fd: return 3;
    case 0xcbc4: return 4;
    case 0xcee5: return 5;
    case 0xc1f9: return 6;
    case 0xc6df: return 7;
    case 0xb0cb: return 8;
    case 0xbec5: return 9;
    case 0xcaae: return 10;
  }
  return 0;
}

@inline function lower3(p: usize): u32 {
  return ((<u32>load<u8>(p) << 16) | (<u32>load<u8>(p, 1) << 8) | <u32>load<u8>(p, 2)) | 0x202020;
}

@inline function skipLetters(p: usize): usize {
  while (p < lineEnd && isLetter(load<u8>(p))) p++;
  return p;
}

/** End of the month's name here, 0 without one. */
function monthName(p: usize): usize {
  if (p + 3 > lineEnd) return 0;
  let number = 0;
  switch (lower3(p)) {
    case 0x6a616e: number = 1; break;
    case 0x666562: number = 2; break;
    case 0x6d6172: number = 3; break;
    case 0x617072: number = 4; break;
    case 0x6d6179: number = 5; break;
    case 0x6a756e: number = 6; break;
    case 0x6a756c: number = 7; break;
    case 0x617567: number = 8; break;
    case 0x736570: number = 9; break;
    case 0x6f6374: number = 10; break;
    case 0x6e6f76: number = 11; break;
    case 0x646563: number = 12; break;
  }
  if (number !== 0) {
    month = number;
    return skipLetters(p + 3);
  }
  while (p < lineEnd && isDigit(load<u8>(p)) && number < 10) number = number * 10 + <i32>load<u8>(p++) - 48;
  if (number === 0) {
    number = numeral(p);
    if (number === 0) return 0;
    p += <usize>found;
    if (number === 10) {
      const unit = numeral(p);
      if (unit > 0 && unit < 3) {
        number += unit;
        p += <usize>found;
      }
    }
  }
  if (number > 12) return 0;
  // 月
  if (p + 2 <= lineEnd && load<u8>(p) === 0xd4 && load<u8>(p, 1) === 0xc2) p += 2;
  else if (p + 3 <= lineEnd && load<u8>(p) === 0xe6 && load<u8>(p, 1) === 0x9c && load<u8>(p, 2) === 0x88) p += 3;
  else return 0;
  month = number;
  return p;
}

function weekday(p: usize): usize {
  if (p + 3 > lineEnd) return 0;
  switch (lower3(p)) {
    case 0x6d6f6e: case 0x747565: case 0x776564: case 0x746875: case 0x667269: case 0x736174: case 0x73756e:
      return skipLetters(p + 3);
  }
  const a = <i32>load<u8>(p);
  const b = <i32>load<u8>(p, 1);
  let end: usize = 0;
  if (a === 0xe6 && b === 0x98) end = p + 9; // 星期日
  else if (a === 0xe5 && b === 0x91) end = p + 6; // 周日
  else if (a === 0xd0 && b === 0xc7) end = p + 6;
  else if (a === 0xd6 && b === 0xdc) end = p + 4;
  return end <= lineEnd ? end : 0;
}

function meridiem(p: usize): usize {
  if (p + 2 > lineEnd) return 0;
  const a = <i32>load<u8>(p) | 32;
  const b = <i32>load<u8>(p, 1);
  if (a === 0x61 || a === 0x70) {
    let end: usize = 0;
    if ((b | 32) === 0x6d) end = p + 2;
    else if (b === 46 && p + 3 <= lineEnd && (load<u8>(p, 2) | 32) === 0x6d) {
      end = p + 3;
      if (end < lineEnd && load<u8>(end) === 46) end++;
    }
    if (end === 0) return 0;
    afternoon = a === 0x70;
    return end;
  }
  if (p + 4 > lineEnd) return 0;
  const four = load<u32>(p);
  // 上午, 下午 in GB18030, then in UTF-8.
  if (four === 0xe7cecfc9) { afternoon = false; return p + 4; }
  if (four === 0xe7cec2cf) { afternoon = true; return p + 4; }
  if (p + 6 > lineEnd || load<u8>(p, 4) !== 0x8d || load<u8>(p, 5) !== 0x88) return 0;
  if (four === 0xe58ab8e4) { afternoon = false; return p + 6; }
  if (four === 0xe58bb8e4) { afternoon = true; return p + 6; }
  return 0;
}

/** End of `+08:00`, `+0800`, `+08`, `-3` here, 0 without. */
function offset(p: usize): usize {
  if (p + 2 > lineEnd) return 0;
  const sign = <i32>load<u8>(p);
  if ((sign !== 43 && sign !== 45) || !isDigit(load<u8>(p, 1))) return 0;
  let value = 0;
  let count = 0;
  p++;
  while (p < lineEnd && count < 4 && isDigit(load<u8>(p))) {
    value = value * 10 + <i32>load<u8>(p++) - 48;
    count++;
  }
  let minutes = 0;
  if (count > 2) {
    minutes = value % 100;
    value /= 100;
  } else if (p + 3 <= lineEnd && load<u8>(p) === 58 && isDigit(load<u8>(p, 1)) && isDigit(load<u8>(p, 2))) {
    minutes = (<i32>load<u8>(p, 1) - 48) * 10 + <i32>load<u8>(p, 2) - 48;
    p += 3;
  }
  if (value > 23 || minutes > 59) return 0;
  zoneMinutes = value * 60 + minutes;
  if (sign === 45) zoneMinutes = -zoneMinutes;
  have |= ZONE;
  return p;
}

function zoneHere(p: usize, words: bool): usize {
  const plain = offset(p);
  if (plain !== 0) return plain;
  if (p >= lineEnd) return 0;
  const b = <i32>load<u8>(p);
  if (!words) {
    if (b !== 90 || touchesAfter(p + 1)) return 0;
    zoneMinutes = 0;
    have |= ZONE;
    return p + 1;
  }
  if (!isLetter(b)) return 0;
  let end = skipLetters(p);
  const three = end - p === 3 ? lower3(p) : 0;
  const universal = three === 0x676d74 || three === 0x757463 || (end - p === 2 && (b | 32) === 0x75 && (load<u8>(p, 1) | 32) === 0x74);
  if (universal || (end - p === 1 && (b | 32) === 0x7a)) {
    zoneMinutes = 0;
    have |= ZONE;
    if (universal) {
      // GMT+08:00
      const signed = offset(end);
      if (signed !== 0) end = signed;
    }
    return end;
  }
  let at = PROGRAM + <usize>word(8);
  let count = load<i32>(at);
  for (at += 4; count > 0; count--, at += 12) {
    const length = <usize>load<u32>(at);
    const after = p + length;
    if (!standsHere(p, length, <usize>load<u32>(at, 4), lineEnd)) continue;
    if (after < lineEnd && isLetter(load<u8>(after))) continue;
    const minutes = load<i32>(at, 8);
    if (minutes !== 100000) {
      zoneMinutes = minutes;
      have |= ZONE;
    }
    return after;
  }
  while (end < lineEnd && (isLetter(load<u8>(end)) || load<u8>(end) === 47 || load<u8>(end) === 95)) end++;
  return end;
}

// ---------------------------------------------------------------- heads

@inline function setField(field: i32, value: i64): bool {
  const v = <i32>value;
  switch (field) {
    case 0: return true;
    case 1: year = v; have |= YEAR; return v <= 5000;
    case 2: year = v < 70 ? 2000 + v : 1900 + v; have |= YEAR; return true;
    case 3: month = v; have |= MONTH; return v >= 1 && v <= 12;
    case 4: day = v; have |= DAY_OF_MONTH; return v >= 1 && v <= 31;
    case 5: dayOfYear = v; have |= DAY_OF_YEAR; return v >= 1 && v <= 366;
    case 6: hour = v; have |= HOUR; return v <= 24;
    case 7: minute = v; have |= MINUTE; return v < 60;
    case 8: second = v; have |= SECOND; return v <= 60;
    case 9: epoch = value * 1000; have |= EPOCH; return true;
    case 10: epoch = value; have |= EPOCH; return true;
    case 11: epoch = value / 1000; have |= EPOCH; return true;
    case 12: epoch = value / 1000000; have |= EPOCH; return true;
  }
  return false;
}

@inline function timeAt(from: usize, to: usize): void {
  if (timeFrom === 0) timeFrom = from;
  timeTo = to;
}

/** Where the quote stands that ends the string which begins here, or the end of the line. */
function stringEnd(p: usize): usize {
  if (gb) {
    while (p < lineEnd) {
      const b = load<u8>(p);
      if (b === 34) return p;
      p += b === 92 ? 2 : step(p);
    }
    return lineEnd;
  }
  const quote = i8x16.splat(34);
  const escape = i8x16.splat(92);
  while (p < lineEnd) {
    const bytes = v128.load(p);
    const m = i8x16.bitmask(v128.or(i8x16.eq(bytes, quote), i8x16.eq(bytes, escape)));
    if (m === 0) {
      p += 16;
      continue;
    }
    p += <usize>ctz(m);
    if (p < lineEnd && load<u8>(p) === 34) return p;
    p += 2;
  }
  return lineEnd;
}

function addPair(from: usize, length: usize, value: usize, owner: i32): void {
  const at = PAIRS + (<usize>pairCount << 4);
  store<u32>(at, <u32>from);
  store<u32>(at, <u32>length, 4);
  store<u32>(at, <u32>(value < lineEnd && load<u8>(value) === 34 ? value + 1 : value), 8);
  store<i32>(at, owner, 12);
  if (owner >= 0) length += <usize>load<u32>(PAIRS + (<usize>owner << 4), 4) + 1;
  pairLengths |= (<u64>1) << <u64>(length & 63);
  pairCount++;
}

/** Looks for keys from the begin of the line. */
function beginPairs(style: i32): void {
  pairStyle = style;
  pairCount = 0;
  pairLengths = 0;
  pairAt = lineBegin;
  pairDepth = 0;
  pairOwner = -1;
  pairKey = false;
  if (style !== 0) return;
  // Text may stand before the object: the first brace that a key or the end follows.
  let p = lineBegin;
  while (true) {
    p = findByte(p, lineEnd, 123);
    if (p >= lineEnd) break;
    let next = p + 1;
    while (next < lineEnd && isBlank(load<u8>(next))) next++;
    if (next < lineEnd && load<u8>(next) === 34) break;
    p++;
  }
  pairAt = p < lineEnd ? p : 0;
}

/** Finds the next key of the object, or of an object that is a value in it; false without one. */
function nextJsonPair(): bool {
  let p = pairAt;
  while (p < lineEnd) {
    const b = load<u8>(p);
    if (b === 34) {
      const from = p + 1;
      const end = stringEnd(from);
      p = end + 1;
      const isKey = pairKey && (pairDepth === 1 || (pairDepth === 2 && pairOwner >= 0));
      pairKey = false;
      if (!isKey) continue;
      while (p < lineEnd && isBlank(load<u8>(p))) p++;
      if (p >= lineEnd || load<u8>(p) !== 58) continue;
      p++;
      while (p < lineEnd && isBlank(load<u8>(p))) p++;
      addPair(from, end - from, p, pairDepth === 1 ? -1 : pairOwner);
      pairAt = p;
      return true;
    }
    if (b === 44) pairKey = true;
    else if (b === 123) {
      pairDepth++;
      pairKey = true;
      if (pairDepth === 2) pairOwner = pairCount - 1;
    } else if (b === 91) {
      pairDepth++;
      if (pairDepth === 2) pairOwner = -1;
    } else if ((b === 125 || b === 93) && --pairDepth <= 0) break;
    p++;
  }
  pairAt = 0;
  return false;
}

/** First blank from here on, or `=` or quote unless `plain`, or the end of the line. No trail byte of GB18030 is one. */
@inline function wordEnd(p: usize, plain: bool): usize {
  while (p < lineEnd) {
    const bytes = v128.load(p);
    let found = v128.or(i8x16.eq(bytes, i8x16.splat(32)), i8x16.eq(bytes, i8x16.splat(9)));
    if (!plain) found = v128.or(found, v128.or(i8x16.eq(bytes, i8x16.splat(61)), i8x16.eq(bytes, i8x16.splat(34))));
    const m = i8x16.bitmask(found);
    if (m !== 0) return min(p + <usize>ctz(m), lineEnd);
    p += 16;
  }
  return lineEnd;
}

/** Finds the next `key=value`; what stands in quotes holds none. */
function nextPlainPair(): bool {
  let p = pairAt;
  while (p < lineEnd) {
    while (p < lineEnd && isBlank(load<u8>(p))) p++;
    const from = p;
    p = wordEnd(p, false);
    if (p >= lineEnd) break;
    const b = load<u8>(p);
    if (isBlank(b)) continue;
    const length = p - from;
    const isKey = b === 61 && length > 0;
    if (b === 61) p++;
    const value = p;
    if (p < lineEnd && load<u8>(p) === 34) {
      const end = stringEnd(p + 1);
      // One that never ends is a quote like any other letter.
      p = end < lineEnd ? end + 1 : p + 1;
    } else if (isKey) p = wordEnd(p, true);
    if (!isKey) continue;
    addPair(from, length, value, -1);
    pairAt = p;
    return true;
  }
  pairAt = 0;
  return false;
}

/** Whether a key is the one that is looked for: `log.level` also as `level` in the object of `log`. */
function isPair(at: usize, length: usize, text: usize): bool {
  const own = <usize>load<u32>(at, 4);
  const owner = load<i32>(at, 12);
  if (owner < 0) return own === length && memory.compare(<usize>load<u32>(at), text, own) === 0;
  const holder = PAIRS + (<usize>owner << 4);
  const before = <usize>load<u32>(holder, 4);
  return before + 1 + own === length && load<u8>(text + before) === 46 &&
    memory.compare(<usize>load<u32>(holder), text, before) === 0 &&
    memory.compare(<usize>load<u32>(at), text + before + 1, own) === 0;
}

/** Value of a key of the line: where it begins, 0 without the key. Each line is gone through once at most. */
function keyValue(pc: usize): usize {
  const style = load<i32>(pc, 8);
  mixed = true;
  if (pairStyle !== style) beginPairs(style);
  let count = load<i32>(pc, 12);
  for (let at = pc + 16; count > 0; count--, at += 8) {
    const length = <usize>load<u32>(at);
    // Most names are in no line at all.
    if (pairAt === 0 && ((pairLengths >> <u64>(length & 63)) & 1) === 0) continue;
    const text = PROGRAM + <usize>load<u32>(at, 4);
    for (let number = 0; ; number++) {
      if (number === pairCount) {
        if (pairAt === 0 || number === PAIRS_MAX) break;
        if (!(style === 0 ? nextJsonPair() : nextPlainPair())) break;
      }
      const pair = PAIRS + (<usize>number << 4);
      if (isPair(pair, length, text)) return <usize>load<u32>(pair, 8);
    }
  }
  return 0;
}

@inline function literalHere(pc: usize, p: usize): usize {
  see(p, p + 1);
  if (load<i32>(pc) === 1) return p < lineEnd && load<u8>(p) === load<u8>(pc, 8) ? 1 : 0;
  return oneOf(pc + 8, p);
}

/** Runs instructions from `pc` at `p` up to `accept`: where they end, or 0 when one fails. */
function match(pc: usize, p: usize): usize {
  while (true) {
    switch (load<i32>(pc)) {
      case 0: // accept
        return p;
      case 1: // byte
        see(p, p + 1);
        if (p >= lineEnd || load<u8>(p) !== load<u8>(pc, 8)) return 0;
        p++;
        break;
      case 2: { // literal
        const length = oneOf(pc + 8, p);
        if (length === 0) return 0;
        p += length;
        break;
      }
      case 3: { // blanks
        const from = p;
        while (p < lineEnd && isBlank(load<u8>(p))) p++;
        see(from, p + 1);
        if (<i32>(p - from) < load<i32>(pc, 8)) return 0;
        break;
      }
      case 4: { // digits
        const from = p;
        const field = load<i32>(pc, 8);
        const most = load<i32>(pc, 16);
        if (load<i32>(pc, 20) !== 0)
          while (p < lineEnd && load<u8>(p) === 32 && <i32>(p - from) < most - 1) p++;
        let value: i64 = 0;
        const digitsFrom = p;
        while (p < lineEnd && <i32>(p - from) < most && isDigit(load<u8>(p)))
          value = value * 10 + <i64>load<u8>(p++) - 48;
        // One that takes all it may looks at nothing more.
        see(from, <i32>(p - from) < most ? p + 1 : p);
        if (p === digitsFrom || <i32>(p - from) < load<i32>(pc, 12)) return 0;
        if (!setField(field, value)) return 0;
        if (field !== 0) timeAt(digitsFrom, p);
        break;
      }
      case 5: { // month name
        const end = monthName(p);
        see(p, max(p + 16, end + 1));
        if (end === 0) return 0;
        have |= MONTH;
        timeAt(p, end);
        p = end;
        break;
      }
      case 6: { // weekday
        const end = weekday(p);
        see(p, max(p + 16, end + 1));
        if (end === 0) return 0;
        timeAt(p, end);
        p = end;
        break;
      }
      case 7: { // meridiem
        const end = meridiem(p);
        see(p, max(p + 16, end + 1));
        if (end === 0) return 0;
        have |= MERIDIEM;
        timeAt(p, end);
        p = end;
        break;
      }
      case 8: { // fraction
        const from = p;
        const b = p < lineEnd ? <i32>load<u8>(p) : -1;
        if (
          (b === <i32>load<u8>(pc, 8) || b === <i32>load<u8>(pc, 9) || b === <i32>load<u8>(pc, 10)) &&
          p + 1 < lineEnd && isDigit(load<u8>(p, 1))
        ) {
          p++;
          let value = 0;
          let count = 0;
          while (p < lineEnd && isDigit(load<u8>(p))) {
            if (count < 3) value = value * 10 + <i32>load<u8>(p) - 48;
            count++;
            p++;
          }
          for (; count < 3; count++) value *= 10;
          seeFraction(from, p);
          // Whether a digit follows is what quickLines looks at itself.
          fraction = value;
          have |= FRACTION;
          timeAt(p, p);
        } else {
          see(p, p + 2);
          if (load<i32>(pc, 12) === 0) return 0;
        }
        break;
      }
      case 9: { // zone
        const words = load<i32>(pc, 8) !== 0;
        const end = zoneHere(p, words);
        see(p, end !== 0 ? end + 3 : p + (words ? 32 : load<u8>(p) === 43 || load<u8>(p) === 45 ? 7 : load<u8>(p) === 90 ? 3 : 1));
        if (end === 0) return 0;
        timeAt(p, end);
        p = end;
        break;
      }
      case 10: { // word
        const from = p;
        const stops = load<i32>(pc, 8) !== 0;
        const next = pc + <usize>load<u32>(pc, 4);
        while (p < lineEnd && !isBlank(load<u8>(p))) {
          if (stops && p > from && literalHere(next, p) !== 0) break;
          p += step(p);
        }
        if (p > lineEnd) p = lineEnd;
        see(from, p + 1);
        if (p === from) return 0;
        break;
      }
      case 11: { // skip
        const next = pc + <usize>load<u32>(pc, 4);
        const last = min(p + <usize>load<u32>(pc, 8), lineEnd);
        const haveBefore = have;
        const levelBefore = level;
        const fromBefore = timeFrom;
        const toBefore = timeTo;
        const single = load<i32>(next) === 1;
        while (p <= last) {
          // A byte that must come is looked for at the speed of memory where no trail byte can be it.
          if (single && !gb) {
            const from = p;
            p = findByte(p, lineEnd, load<u8>(next, 8));
            see(from, p + 1);
            if (p > last || p >= lineEnd) return 0;
          }
          if (tries-- <= 0) return 0;
          const end = match(next, p);
          if (end !== 0) return end;
          have = haveBefore;
          level = levelBefore;
          timeFrom = fromBefore;
          timeTo = toBefore;
          p += step(p);
        }
        return 0;
      }
      case 12: { // key
        const end = keyValue(pc);
        if (end === 0) return 0;
        p = end;
        break;
      }
      case 13: { // level
        if (p >= lineEnd) return 0;
        const length = levelWord(PROGRAM + <usize>load<u32>(pc, 8), p, load<i32>(pc, 12) !== 0);
        if (length === 0 || (load<i32>(pc, 12) !== 0 && touchesBefore(p))) return 0;
        level = found;
        p += length;
        break;
      }
      case 14: { // level within
        const table = PROGRAM + <usize>load<u32>(pc, 8);
        const most = <usize>load<u32>(pc, 12);
        const where = load<i32>(pc, 16);
        if (where === 2) {
          mixed = true;
          aheadTable = table;
          aheadMost = most;
          break;
        }
        const word = where !== 0 ? levelNextLine(table, most) : levelWithin(table, p, min(p + most, lineEnd));
        if (word !== 0) level = word;
        break;
      }
      case 15: { // level number
        const from = p;
        let value = 0;
        while (p < lineEnd && p - from < 9 && isDigit(load<u8>(p))) value = value * 10 + <i32>load<u8>(p++) - 48;
        see(from, p + 1);
        if (p === from) return 0;
        value &= load<i32>(pc, 8);
        let count = load<i32>(pc, 12);
        for (let at = pc + 16; count > 0; count--, at += 12)
          if (value >= load<i32>(at) && value <= load<i32>(at, 4)) {
            level = load<i32>(at, 8);
            break;
          }
        break;
      }
      case 16: // set level
        level = load<i32>(pc, 8);
        break;
      case 17: { // optional
        const haveBefore = have;
        const levelBefore = level;
        const fromBefore = timeFrom;
        const toBefore = timeTo;
        const end = match(pc + 12, p);
        if (end !== 0) p = end;
        else {
          have = haveBefore;
          level = levelBefore;
          timeFrom = fromBefore;
          timeTo = toBefore;
        }
        // Its items stand between: they are not run again.
        pc += 12 + <usize>load<u32>(pc, 8);
        continue;
      }
      case 18: { // end
        let at = p;
        while (at < lineEnd && isBlank(load<u8>(at))) at++;
        see(p, at + 1);
        if (at < lineEnd || isCut) return 0;
        break;
      }
      case 19: { // segment
        const slot = SEGMENTS + (<usize>load<u32>(pc, 8) << 7);
        const length = <usize>load<u32>(slot);
        if (length !== 0 && have === 0 && p + length <= lineEnd) {
          if (
            length >= 16
              ? !v128.any_true(
                  v128.or(
                    v128.xor(v128.load(p), v128.load(slot, 64)),
                    v128.xor(v128.load(p + length - 16), v128.load(slot, 80)),
                  ),
                )
              : load<u64>(p) === load<u64>(slot, 64) && load<u64>(p + length - 8) === load<u64>(slot, 80)
          ) {
            have = load<i32>(slot, 4);
            year = load<i32>(slot, 8);
            month = load<i32>(slot, 12);
            day = load<i32>(slot, 16);
            dayOfYear = load<i32>(slot, 20);
            hour = load<i32>(slot, 24);
            minute = load<i32>(slot, 28);
            timeAt(p + <usize>load<u32>(slot, 32), p + <usize>load<u32>(slot, 36));
            see(p, p + length);
            p += length;
            pc = PROGRAM + <usize>load<u32>(pc, 12);
            continue;
          }
        }
        store<u32>(slot, <u32>p, 40);
        store<i32>(slot, have, 44);
        break;
      }
      case 20: { // end of the segment
        const slot = SEGMENTS + (<usize>load<u32>(pc, 8) << 7);
        const from = <usize>load<u32>(slot, 40);
        const length = p - from;
        // Only where no time was found before it: what is kept is all that it set.
        if (length >= 8 && length <= 32 && load<i32>(slot, 44) === 0 && timeFrom >= from) {
          store<u32>(slot, <u32>length);
          store<i32>(slot, have, 4);
          store<i32>(slot, year, 8);
          store<i32>(slot, month, 12);
          store<i32>(slot, day, 16);
          store<i32>(slot, dayOfYear, 20);
          store<i32>(slot, hour, 24);
          store<i32>(slot, minute, 28);
          store<u32>(slot, <u32>(timeFrom - from), 32);
          store<u32>(slot, <u32>(timeTo - from), 36);
          if (length >= 16) {
            v128.store(slot, v128.load(from), 64);
            v128.store(slot, v128.load(p - 16), 80);
          } else {
            store<u64>(slot, load<u64>(from), 64);
            store<u64>(slot, load<u64>(p - 8), 80);
          }
        }
        break;
      }
      case 21: { // two digits
        if (load<i32>(pc, 8) === 8) seeSecond(p);
        else see(p, p + 2);
        if (p + 2 > lineEnd) return 0;
        const tens = <i32>load<u8>(p) - 48;
        const ones = <i32>load<u8>(p, 1) - 48;
        if (<u32>tens > 9 || <u32>ones > 9) return 0;
        const field = load<i32>(pc, 8);
        if (!setField(field, <i64>(tens * 10 + ones))) return 0;
        if (field !== 0) timeAt(p, p + 2);
        p += 2;
        break;
      }
      case 22: // same time
        mixed = true;
        have |= SAME;
        break;
      default:
        return 0;
    }
    pc += <usize>load<u32>(pc, 4);
  }
}

// ---------------------------------------------------------------- time

@inline function isLeap(y: i32): bool {
  return (y & 3) === 0 && (y % 100 !== 0 || y % 400 === 0);
}

/** Days before the first of a month in a common year, 16 bits each. */
const monthDays: usize = memory.data<u16>([0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]);

/** Days from 1970-01-01 to the first of January. */
function yearDays(y: i32): i32 {
  const before = y - 1;
  return (y - 1970) * 365 + (before / 4 - before / 100 + before / 400) - 477;
}

function civil(y: i32, m: i32, d: i32): i64 {
  const key = (y << 9) | (m << 5) | d;
  if (key === dayKey) return dayMs;
  let days = yearDays(y) + <i32>load<u16>(monthDays + (<usize>(m - 1) << 1)) + d - 1;
  if (m > 2 && isLeap(y)) days++;
  dayKey = key;
  dayMs = <i64>days * DAY;
  return dayMs;
}

let civilYear: i32 = 0;
let civilMonth: i32 = 0;
let civilDay: i32 = 0;
let civilOf: i64 = NONE;
/** Date of a local time into the three above. */
function dateOf(local: i64): void {
  let days = local / DAY;
  if (local < 0 && days * DAY !== local) days--;
  if (days === civilOf) return;
  civilOf = days;
  let y = 1970 + <i32>(days / 366);
  if (days < 0) y--;
  while (<i64>yearDays(y + 1) <= days) y++;
  while (<i64>yearDays(y) > days) y--;
  let rest = <i32>(days - <i64>yearDays(y));
  let m = 12;
  for (; m > 1; m--) {
    const before = <i32>load<u16>(monthDays + (<usize>(m - 1) << 1)) + (m > 2 && isLeap(y) ? 1 : 0);
    if (rest >= before) {
      rest -= before;
      break;
    }
  }
  civilYear = y;
  civilMonth = m;
  civilDay = rest + 1;
}

/** Notes that something is told by the lines before, and whether nothing is known of them. */
@inline function consult(unknown: bool): void {
  ordered = true;
  if (unknown && !stateGiven) consulted = true;
}

/** Year of a date that states none. */
function guessYear(): i32 {
  consult(lastLocal === NONE);
  if (lastLocal === NONE) return month < baseMonth ? baseYear + 1 : baseYear;
  dateOf(lastLocal);
  if (month - civilMonth <= -6) return civilYear + 1;
  // A line of New Year's Eve that comes late.
  if (month === 12 && day >= 30 && civilMonth === 1 && civilDay <= 2 && civilYear > baseYear) return civilYear - 1;
  return civilYear;
}

/** UTC of a time of the program's zone. */
function toUtc(local: i64): i64 {
  if (zoneCount === 0) return local - zoneBefore;
  if (local >= zoneFrom && local < zoneTo) return local - zoneOffset;
  let low = 0;
  let high = zoneCount;
  // The last change at which the clock, before or after it, showed this time or an earlier one.
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = zoneChanges + (<usize>middle << 4);
    const before = middle === 0 ? zoneBefore : load<i64>(at - 8) * 60000;
    const after = load<i64>(at, 8) * 60000;
    if (load<i64>(at) + min(before, after) <= local) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return local - zoneBefore;
  const at = zoneChanges + (<usize>(low - 1) << 4);
  const change = load<i64>(at);
  const before = low === 1 ? zoneBefore : load<i64>(at - 8) * 60000;
  const after = load<i64>(at, 8) * 60000;
  if (after < before && local < change + before) {
    // The clock was set back: this hour exists twice.
    const first = local - before;
    ambiguous = true;
    consult(lastUtc === NONE);
    if (lastUtc === NONE) return first;
    return first >= lastUtc - 60000 ? first : local - after;
  }
  // The clock was set forward: an hour that does not exist goes on from before.
  if (after > before && local < change + after) return local - before;
  zoneFrom = change + max(before, after);
  zoneOffset = after;
  if (low < zoneCount) {
    const following = at + 16;
    zoneTo = load<i64>(following) + min(after, load<i64>(following, 8) * 60000);
  } else zoneTo = i64.MAX_VALUE;
  return local - after;
}

/** The time that the items found, UTC ms or NONE; hands it on to the lines that follow. */
function timeFound(): i64 {
  if (have === 0) return NONE;
  if (have & SAME) {
    consult(lastUtc === NONE);
    return lastUtc;
  }
  if (have & EPOCH) {
    let at = epoch;
    if (have & FRACTION) at += <i64>fraction;
    if (at > FARTHEST) return NONE;
    lastUtc = at;
    lastLocal = at + (zoneCount === 0 ? zoneBefore : 0);
    return at;
  }
  let h = hour;
  if (have & MERIDIEM) h = (h % 12) + (afternoon ? 12 : 0);
  let local: i64 =
    (have & HOUR ? <i64>h * 3600000 : 0) +
    (have & MINUTE ? <i64>minute * 60000 : 0) +
    (have & SECOND ? <i64>second * 1000 : 0) +
    (have & FRACTION ? <i64>fraction : 0);
  if (have & DAY_OF_YEAR) {
    local += <i64>(yearDays(have & YEAR ? year : baseYear) + dayOfYear - 1) * DAY;
  } else if ((have & (MONTH | DAY_OF_MONTH)) === (MONTH | DAY_OF_MONTH)) {
    local += civil(have & YEAR ? year : guessYear(), month, day);
  } else if (have & HOUR) {
    consult(lastLocal === NONE);
    if (lastLocal === NONE) return NONE;
    let days = lastLocal / DAY;
    if (lastLocal < 0 && days * DAY !== lastLocal) days--;
    local += days * DAY;
    if (local <= lastLocal - DAY / 2) local += DAY;
    // A line from before midnight that comes late.
    else if (local >= lastLocal + DAY - 1800000) local -= DAY;
  } else return NONE;
  const utc = have & ZONE ? local - <i64>zoneMinutes * 60000 : toUtc(local);
  lastUtc = utc;
  lastLocal = local;
  // From another day the year may be told otherwise.
  if (quickYearless && local / DAY !== quickLocal / DAY) quickLength = 0;
  return utc;
}

// ---------------------------------------------------------------- one line

/** UTF-16 to UTF-8 as far as heads look; where it ends. */
function narrow(p: usize, e: usize, out: usize): usize {
  if (e > p + HEAD_LIMIT) e = p + HEAD_LIMIT;
  while (p + 1 < e) {
    let unit = <i32>load<u16>(p);
    if (units === 2) unit = ((unit & 255) << 8) | (unit >> 8);
    p += 2;
    if (unit < 0x80) store<u8>(out++, <u8>unit);
    else if (unit < 0x800) {
      store<u8>(out, <u8>(0xc0 | (unit >> 6)));
      store<u8>(out, <u8>(0x80 | (unit & 63)), 1);
      out += 2;
    } else {
      // Halves of pairs stand as three bytes each: no format's text holds one.
      store<u8>(out, <u8>(0xe0 | (unit >> 12)));
      store<u8>(out, <u8>(0x80 | ((unit >> 6) & 63)), 1);
      store<u8>(out, <u8>(0x80 | (unit & 63)), 2);
      out += 3;
    }
  }
  return out;
}

/** Bytes of UTF-16 that stand before a place of the narrowed line. */
function widened(p: usize): i32 {
  let count = 0;
  for (let at = lineBegin; at < p; at++) if ((load<u8>(at) & 0xc0) !== 0x80) count += 2;
  return count;
}

/** Whether a record ends before the line that is looked at. */
function endsHere(): bool {
  const can = load<u32>(firstBytes + (<usize>load<u8>(lineBegin) << 2));
  if (can & 0x80000000 && oneOf(PROGRAM + <usize>word(5), lineBegin) !== 0) return true;
  if (can & 0x40000000 && oneOf(PROGRAM + <usize>word(6), lineBegin) !== 0) return false;
  tries = TRIES;
  for (let rest = can & 0x3fffffff; rest !== 0; rest &= rest - 1) {
    const head = heads + <usize>ctz(rest) * 12;
    // The line before it starts no record.
    have = 0;
    level = 0;
    if (match(PROGRAM + <usize>load<u32>(head), lineBegin) !== 0) return load<i32>(head, 4) !== 1 && level !== 7;
  }
  return unmatchedStarts;
}

/** The worst level that is stated at the begin of one of the record's other lines, as far as they are looked at. */
function levelAhead(following: usize, bufferEnd: usize): void {
  const table = aheadTable;
  const most = aheadMost;
  const beginBefore = lineBegin;
  const endBefore = lineEnd;
  const cutBefore = isCut;
  const fromBefore = timeFrom;
  const toBefore = timeTo;
  const unit: usize = units === 0 ? 1 : 2;
  const stop = min(bufferEnd, following + NEXT_LIMIT);
  let worst = level;
  peeking = true;
  learning = false;
  for (let p = following; p < stop; ) {
    const end = units === 0 ? findLine(p, stop) : findWide(p, stop);
    const next = end + unit;
    isCut = false;
    pairStyle = -1;
    if (units === 0) {
      lineBegin = p;
      lineEnd = end > p && load<u8>(end - 1) === 13 ? end - 1 : end;
    } else {
      lineBegin = NARROW_NEXT;
      lineEnd = narrow(p, end, NARROW_NEXT);
    }
    p = next;
    if (lineBegin >= lineEnd) continue;
    if (endsHere()) break;
    const word = levelWithin(table, lineBegin, min(lineBegin + most, lineEnd));
    if (word !== 7 && word > worst) worst = word;
  }
  peeking = false;
  pairStyle = -1;
  level = worst;
  lineBegin = beginBefore;
  lineEnd = endBefore;
  isCut = cutBefore;
  timeFrom = fromBefore;
  timeTo = toBefore;
}

/** Judges the line [p, e); `following` is where the next one begins, 0 when it must not be looked at. */
function judge(p: usize, e: usize, following: usize, bufferEnd: usize, first: bool): void {
  kind = 0;
  time = NONE;
  level = 0;
  timeFrom = 0;
  timeTo = 0;
  nextBegin = 0;
  pairStyle = -1;
  if (units === 0) {
    if (first && e - p >= 3 && load<u8>(p) === 0xef && load<u8>(p, 1) === 0xbb && load<u8>(p, 2) === 0xbf) p += 3;
    lineBegin = p;
    isCut = e - p > HEAD_LIMIT;
    lineEnd = isCut ? p + HEAD_LIMIT : e;
    if (following !== 0) {
      nextBegin = following;
      nextEnd = findByte(following, min(bufferEnd, following + NEXT_LIMIT), 10);
    }
  } else {
    if (first && e - p >= 2 && (load<u16>(p) === 0xfeff || load<u16>(p) === 0xfffe)) p += 2;
    lineBegin = NARROW;
    lineEnd = narrow(p, e, NARROW);
    isCut = e - p > HEAD_LIMIT;
    if (following !== 0) {
      nextBegin = NARROW_NEXT;
      nextEnd = narrow(following, findWide(following, min(bufferEnd, following + NEXT_LIMIT)), NARROW_NEXT);
    }
  }
  if (lineBegin >= lineEnd) {
    started = false;
    return;
  }
  const can = load<u32>(firstBytes + (<usize>load<u8>(lineBegin) << 2));
  if (can === 0 && !unmatchedStarts) {
    started = false;
    return;
  }
  if (units === 0 && !wantFacts && pause-- <= 0) {
    learning = true;
    farthest = lineBegin;
    secondAt = 0;
    afterSecond = 0;
    mixed = false;
  }
  if (can & 0x80000000 && oneOf(PROGRAM + <usize>word(5), lineBegin) !== 0) {
    learning = false;
    kind = 2;
    started = false;
    return;
  }
  if (can & 0x40000000 && oneOf(PROGRAM + <usize>word(6), lineBegin) !== 0) {
    learning = false;
    started = false;
    return;
  }
  tries = TRIES;
  for (let rest = can & 0x3fffffff; rest !== 0; rest &= rest - 1) {
    const head = heads + <usize>ctz(rest) * 12;
    if (load<i32>(head, 8) !== 0) {
      mixed = true;
      consult(lastLine < 0);
      if (started) continue;
    }
    have = 0;
    level = 0;
    timeFrom = 0;
    aheadTable = 0;
    if (match(PROGRAM + <usize>load<u32>(head), lineBegin) === 0) continue;
    ambiguous = false;
    time = timeFound();
    const as = load<i32>(head, 4);
    kind = as === 0 ? 1 : as === 1 ? 0 : 2;
    // A word that explains the record before: DETAIL.
    if (level === 7) {
      kind = 0;
      level = 0;
    }
    started = kind === 1;
    if (learning && kind === 1) learn();
    learning = false;
    if (aheadTable !== 0 && kind === 1 && following !== 0) levelAhead(following, bufferEnd);
    return;
  }
  learning = false;
  level = 0;
  timeFrom = 0;
  timeTo = 0;
  kind = unmatchedStarts ? 1 : 0;
  started = kind === 1;
}

// ---------------------------------------------------------------- blocks, minutes, facts

@inline function asNumber(value: i64): f64 {
  return value === NONE ? NaN : <f64>value;
}

function emitBlock(): void {
  if (blockBegin < 0) return;
  const out = OUT + <usize>outCount * BLOCK_BYTES;
  store<f64>(out, <f64>blockBegin);
  store<f64>(out, asNumber(blockMin), 8);
  store<f64>(out, asNumber(blockMax), 16);
  store<f64>(out, asNumber(blockUtc), 24);
  store<f64>(out, asNumber(blockLocal), 32);
  store<i32>(out, blockCount, 40);
  store<i32>(out, blockRecords, 44);
  store<i32>(out, blockStarted ? 1 : 0, 48);
  memory.copy(out + 52, LEVELS + 4, 24);
  memory.fill(LEVELS, 0, 32);
  outCount++;
  blockBegin = -1;
}

function emitMinute(slot: usize): void {
  memory.copy(OUT_MINUTES + (<usize>outMinutes << 4), slot, 16);
  outMinutes++;
}

function newBlock(at: i64): void {
  emitBlock();
  blockBegin = at;
  blockCut = min(at + blockSpan, (at / grid + 1) * grid);
  blockCount = 0;
  blockRecords = 0;
  blockMin = NONE;
  blockMax = NONE;
  blockUtc = lastUtc;
  blockLocal = lastLocal;
  blockStarted = started;
}

function findMinute(): void {
  let number = time / 60000;
  if (time < 0 && number * 60000 !== time) number--;
  minuteFrom = number * 60000;
  const slot = MINUTES + ((<usize>number & (MINUTE_SLOTS - 1)) << 4);
  if (load<i32>(slot) !== <i32>number) {
    if (load<i32>(slot, 4) !== 0) emitMinute(slot);
    store<i32>(slot, <i32>number);
    store<i64>(slot, 0, 4);
    store<i32>(slot, 0, 12);
  }
  minuteSlot = slot;
}

@inline function account(begins: i64): void {
  if (kind !== 1) {
    // Lines that belong to no record have a number among the records, and a row.
    if (kind === 0 && begins !== 0) return;
    blockRecords++;
    strays++;
    return;
  }
  blockRecords++;
  const counter = LEVELS + (<usize>level << 2);
  store<i32>(counter, load<i32>(counter) + 1);
  if (time === NONE) return;
  if (firstTime === NONE) firstTime = time;
  lastTime = time;
  if (blockMin === NONE) {
    blockMin = time;
    blockMax = time;
  } else {
    if (time < blockMin) blockMin = time;
    if (time > blockMax) blockMax = time;
  }
  if (minuteSlot === 0 || time < minuteFrom || time >= minuteFrom + 60000) findMinute();
  store<i32>(minuteSlot, load<i32>(minuteSlot, 4) + 1, 4);
  if (level >= 4) {
    const column = minuteSlot + (level === 4 ? 8 : 12);
    store<i32>(column, load<i32>(column) + 1);
  }
}

function emitFact(begins: i64): void {
  const out = OUT + <usize>outCount * FACT_BYTES;
  store<f64>(out, <f64>begins);
  store<f64>(out, asNumber(time), 24);
  store<i32>(out, kind, 32);
  store<i32>(out, level, 36);
  let from = 0;
  let to = 0;
  if (timeFrom !== 0 && time !== NONE) {
    if (units === 0) {
      // A byte order mark stands before what heads see.
      const lead = markLength;
      from = <i32>(timeFrom - lineBegin) + lead;
      to = <i32>(timeTo - lineBegin) + lead;
    } else {
      from = widened(timeFrom) + markLength;
      to = widened(timeTo) + markLength;
    }
  }
  store<i32>(out, from, 40);
  store<i32>(out, to, 44);
}
let markLength: i32 = 0;

@inline function closeFact(content: i64, end: i64): void {
  const out = OUT + <usize>outCount * FACT_BYTES;
  store<f64>(out, <f64>content, 8);
  store<f64>(out, <f64>end, 16);
  outCount++;
}

// ---------------------------------------------------------------- lines like the last one

@inline function keySlot(key: u64): usize {
  return KEYS + (<usize>((key * 0x9e3779b97f4a7c15) >> 56) << 4);
}

/** Remembers how this record's first line can be recognised again; does nothing where more than that was looked at. */
function learn(): void {
  const length = secondAt - lineBegin;
  // An hour that exists twice is told by the order of lines.
  if (secondAt === 0 || mixed || time === NONE || ambiguous || length < 16 || length > 32 ||
    have & (MERIDIEM | ZONE | EPOCH) || !(have & (DAY_OF_MONTH | DAY_OF_YEAR))) {
    pauseNext = min(pauseNext * 2 + 1, 255);
    pause = pauseNext;
    return;
  }
  let q = secondAt + 2;
  let sub = second * 1000;
  let shape = 0;
  if (have & FRACTION) {
    // Three digits; another one may not follow.
    if (afterSecond !== q + 4 || (q + 4 < lineEnd && isDigit(load<u8>(q, 4)))) return;
    shape = 1;
    sub += fraction;
  }
  const separator = shape === 1 ? <u64>load<u8>(q) << 16 : 0;
  q = afterSecond;
  if (farthest > q + 8 || q + 8 > lineEnd || second > 59 || findByte(q, q + 8, 13) < q + 8) return;
  pauseNext = 0;
  const first = v128.load(lineBegin);
  const last = v128.load(secondAt - 16);
  const utc = lastUtc - <i64>sub;
  if (
    quickLength !== length || quickShape !== shape || quickSeparator !== separator || quickUtc !== utc ||
    v128.any_true(v128.or(v128.xor(first, v128.load(QUICK)), v128.xor(last, v128.load(QUICK, 16))))
  ) {
    quickShape = shape;
    quickSeparator = separator;
    quickLength = length;
    quickUtc = utc;
    v128.store(QUICK, first);
    v128.store(QUICK, last, 16);
    keyOwner++;
  }
  quickLocal = lastLocal - <i64>sub;
  quickYearless = (have & YEAR) === 0;
  const key = load<u64>(q);
  store<u64>(keySlot(key), key);
  store<i32>(keySlot(key), level, 8);
  store<u32>(keySlot(key), keyOwner, 12);
}

/** Takes lines as long as they are like that; where the first other one begins. The block is not full. */
function quickLines(p: usize, e: usize, origin: i64): usize {
  const first = v128.load(QUICK);
  const second16 = v128.load(QUICK, 16);
  const length = quickLength;
  const rest = length - 16;
  const shape = quickShape;
  const owner = keyOwner;
  const pattern: u64 = shape === 1 ? 0x0000303030003030 | quickSeparator : 0x3030;
  const over: u64 = shape === 1 ? 0x00007676767f7676 : 0x7676;
  const high: u64 = shape === 1 ? 0x0000808080808080 : 0x8080;
  const width: usize = shape === 1 ? 6 : 2;
  let stop = e - 128;
  if (blockCut - origin < <i64>stop) stop = <usize>(blockCut - origin);
  if (limit - origin < <i64>stop) stop = <usize>(limit - origin);
  const room = blockLines - blockCount;
  const warnings = load<i32>(LEVELS, 16);
  const errors = load<i32>(LEVELS, 20) + load<i32>(LEVELS, 24);
  let count = 0;
  let low = 60000;
  let high_ = -1;
  let at = 0;
  let previous: usize = 0;
  let last: usize = 0;
  let returns = 0;
  while (count < room && p < stop) {
    if (v128.any_true(v128.or(v128.xor(v128.load(p), first), v128.xor(v128.load(p + rest), second16)))) break;
    let q = p + length;
    const text = load<u64>(q);
    const x = text ^ pattern;
    if ((x | (x + over)) & high) break;
    const seconds = <i32>(x & 15) * 10 + <i32>((x >> 8) & 15);
    let sub = seconds * 1000;
    if (seconds > 59) break;
    if (shape === 1) {
      if (isDigit(<i32>((text >> 48) & 255))) break;
      sub += <i32>((x >> 24) & 15) * 100 + <i32>((x >> 32) & 15) * 10 + <i32>((x >> 40) & 15);
    }
    q += width;
    const key = load<u64>(q);
    const slot = keySlot(key);
    if (load<u64>(slot) !== key || load<u32>(slot, 12) !== owner) break;
    const found = load<i32>(slot, 8);
    const end = findLine(q + 8, e);
    if (end >= e) break;
    returns |= <i32>(load<u8>(end - 1) === 13);
    const counter = LEVELS + (<usize>found << 2);
    store<i32>(counter, load<i32>(counter) + 1);
    low = select(sub, low, sub < low);
    high_ = select(sub, high_, sub > high_);
    at = sub;
    previous = last;
    last = p;
    p = end + 1;
    count++;
  }
  if (count === 0) return p;
  if (returns !== 0) crlf = true;
  newlines += <i64>count;
  blockCount += count;
  blockRecords += count;
  const least = quickUtc + <i64>low;
  const most = quickUtc + <i64>high_;
  if (blockMin === NONE) {
    blockMin = least;
    blockMax = most;
  } else {
    if (least < blockMin) blockMin = least;
    if (most > blockMax) blockMax = most;
  }
  time = quickUtc + <i64>at;
  lastTime = time;
  lastUtc = time;
  lastLocal = quickLocal + <i64>at;
  started = true;
  previousLine = count > 1 ? <i64>previous + origin : lastLine;
  lastLine = <i64>last + origin;
  lineAfter = <i64>p + origin;
  if (minuteSlot === 0 || time < minuteFrom || time >= minuteFrom + 60000) findMinute();
  store<i32>(minuteSlot, load<i32>(minuteSlot, 4) + count, 4);
  store<i32>(minuteSlot, load<i32>(minuteSlot, 8) + load<i32>(LEVELS, 16) - warnings, 8);
  store<i32>(minuteSlot, load<i32>(minuteSlot, 12) + load<i32>(LEVELS, 20) + load<i32>(LEVELS, 24) - errors, 12);
  return p;
}

// ---------------------------------------------------------------- the scan

/** Judges and counts a line that begins at `begins`. */
@inline function lineFound(p: usize, e: usize, begins: i64, following: usize, bufferEnd: usize): void {
  if (!wantFacts && (blockBegin < 0 || begins >= blockCut || blockCount === blockLines)) newBlock(begins);
  judge(p, e, following, bufferEnd, begins === 0);
  previousLine = lastLine;
  lastLine = begins;
  if (wantFacts) {
    markLength = begins === 0 ? (units === 0 ? <i32>(lineBegin - p) : wideMark(p, e)) : 0;
    emitFact(begins);
  } else {
    blockCount++;
    account(begins);
  }
}

function wideMark(p: usize, e: usize): i32 {
  return e - p >= 2 && (load<u16>(p) === 0xfeff || load<u16>(p) === 0xfffe) ? 2 : 0;
}

/**
 * Goes through the lines of the buffer, whose first byte stands at `base` of the log; `last`:
 * nothing comes after it. How many bytes are done with; what to do next is in `status`.
 */
export function scan(length: i32, base: f64, last: bool): i32 {
  const origin = <i64>base - <i64>BUFFER;
  const e = BUFFER + <usize>length;
  const unit: usize = units === 0 ? 1 : 2;
  let p = BUFFER;
  while (true) {
    if (outCount >= OUT_MAX || outMinutes >= OUT_MINUTES_MAX) {
      status = 1;
      break;
    }
    // What lines look like is learned from records; the first of a scan and of a block are among them.
    if (quickLength !== 0 && !wantFacts && !open && firstTime !== NONE && blockBegin >= 0 && p + 256 < e)
      p = quickLines(p, e, origin);
    if (!open && <i64>p + origin >= limit) {
      status = 2;
      break;
    }
    if (open) {
      // The rest of a line that was judged when its begin was there.
      const end = units === 0 ? findLine(p, e) : findWide(p, e);
      if (end >= e && !last) {
        const keep = (<usize>length) & (unit - 1);
        p = max(p, e - unit - keep);
        status = 0;
        break;
      }
      finish(p, end, e, origin);
      p = end < e ? end + unit : e;
      open = false;
      lineAfter = <i64>p + origin;
      continue;
    }
    if (p >= e) {
      status = last ? 2 : 0;
      break;
    }
    const end = units === 0 ? findLine(p, e) : findWide(p, e);
    if (end >= e && !last) {
      if (e - p < LONG_LINE) {
        status = 0;
        break;
      }
      lineFound(p, e, <i64>p + origin, 0, e);
      open = true;
      continue;
    }
    let following: usize = 0;
    if (looksAhead && end < e && end - p < HEAD_LIMIT) {
      following = end + unit;
      if (!last && e - following < NEXT_LIMIT) {
        status = 0;
        break;
      }
    }
    let content = end;
    if (end < e) {
      if (unit === 1) {
        if (end > p && load<u8>(end - 1) === 13) content--;
      } else if (end > p && load<u16>(end - 2) === (units === 1 ? 0x000d : 0x0d00)) content -= 2;
    }
    lineFound(p, content, <i64>p + origin, following, e);
    finishAt(content, end, e, unit, origin);
    p = end < e ? end + unit : e;
    lineAfter = <i64>p + origin;
  }
  return <i32>(p - BUFFER);
}

@inline function finishAt(content: usize, end: usize, e: usize, unit: usize, origin: i64): void {
  if (end < e) {
    newlines++;
    if (content < end) crlf = true;
    if (wantFacts) closeFact(<i64>content + origin, <i64>(end + unit) + origin);
  } else if (wantFacts) closeFact(<i64>content + origin, <i64>e + origin);
}

function finish(p: usize, end: usize, e: usize, origin: i64): void {
  const unit: usize = units === 0 ? 1 : 2;
  let content = end;
  if (end < e && end > p && (unit === 1 ? load<u8>(end - 1) === 13 : load<u16>(end - 2) === (units === 1 ? 0x000d : 0x0d00)))
    content -= unit;
  finishAt(content, end, e, unit, origin);
}

/** What to do after `scan`: 0 more bytes, 1 take what is out and call again, 2 done. */
export function next(): i32 {
  return status;
}

/** Lines, blocks or facts that are out; they are forgotten. */
export function takeOut(): i32 {
  const count = outCount;
  outCount = 0;
  return count;
}

export function takeMinutes(): i32 {
  const count = outMinutes;
  outMinutes = 0;
  return count;
}

/** After the scan: the last block and some of the minutes go out; true when that was all. */
let flushAt: i32 = 0;
export function flush(): bool {
  if (blockBegin >= 0) {
    emitBlock();
    flushAt = 0;
  }
  for (; flushAt < MINUTE_SLOTS; flushAt++) {
    const slot = MINUTES + (<usize>flushAt << 4);
    if (load<i32>(slot, 4) === 0) continue;
    if (outMinutes >= OUT_MINUTES_MAX) return false;
    emitMinute(slot);
    store<i32>(slot, 0, 4);
  }
  minuteSlot = 0;
  return true;
}

/** Sums of the scan, as 64-bit floats from the address it gives. */
export function summary(): usize {
  store<f64>(SUMMARY, <f64>newlines);
  store<f64>(SUMMARY, crlf ? 1 : 0, 8);
  store<f64>(SUMMARY, asNumber(firstTime), 16);
  store<f64>(SUMMARY, asNumber(lastTime), 24);
  store<f64>(SUMMARY, asNumber(lastUtc), 32);
  store<f64>(SUMMARY, asNumber(lastLocal), 40);
  store<f64>(SUMMARY, started ? 1 : 0, 48);
  store<f64>(SUMMARY, consulted ? 1 : 0, 56);
  store<f64>(SUMMARY, <f64>previousLine, 64);
  store<f64>(SUMMARY, <f64>lastLine, 72);
  store<f64>(SUMMARY, <f64>lineAfter, 80);
  store<f64>(SUMMARY, ordered ? 1 : 0, 88);
  store<f64>(SUMMARY, <f64>strays, 96);
  return SUMMARY;
}

/** Where the first line begins after the first newline of the buffer; -1 without one. */
export function lineStart(length: i32): i32 {
  const e = BUFFER + <usize>length;
  const end = units === 0 ? findLine(BUFFER, e) : findWide(BUFFER, e);
  return end < e ? <i32>(end - BUFFER) + (units === 0 ? 1 : 2) : -1;
}
