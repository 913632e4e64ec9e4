/** What a logged-in client asks: SQLBatch (2.2.6.7) and RPCRequest (2.2.6.6) of MS-TDS, strictly. */
import { demand } from './tds-login';

/** A statement as the server got it. */
export interface TdsCall {
  statement: string;
  /** Declared types of `sp_executesql`, e.g. `@p1 nvarchar(4000)`. */
  declared: string;
  values: (string | null)[];
  transaction: bigint;
  /** A batch, and no call of `sp_executesql`. */
  batch: boolean;
}

/** ALL_HEADERS (2.2.5.3): the transaction, and where the request begins. */
function readHeaders(data: Buffer): { transaction: bigint; at: number } {
  const total = data.readUInt32LE(0);
  demand(total === 22 && data.length >= 22, 'ALL_HEADERS of another length');
  demand(data.readUInt32LE(4) === 18 && data.readUInt16LE(8) === 2, 'no transaction header');
  demand(data.readUInt32LE(18) === 1, 'more than one outstanding request');
  return { transaction: data.readBigUInt64LE(10), at: 22 };
}

export function readBatch(data: Buffer): TdsCall {
  const { transaction, at } = readHeaders(data);
  demand((data.length - at) % 2 === 0, 'half a character');
  return {
    statement: data.toString('utf16le', at),
    declared: '',
    values: [],
    transaction,
    batch: true,
  };
}

/** `sp_executesql`, by its number; nothing else is called. */
export function readCall(data: Buffer): TdsCall {
  const { transaction, at: begin } = readHeaders(data);
  let at = begin;
  const take = (count: number): Buffer => {
    demand(at + count <= data.length, 'a request that ends inside a value');
    at += count;
    return data.subarray(at - count, at);
  };
  demand(take(2).readUInt16LE() === 0xffff, 'a procedure by its name');
  demand(take(2).readUInt16LE() === 10, 'another procedure than sp_executesql');
  demand(take(2).readUInt16LE() === 0, 'options of a call');
  const parameters: { name: string; value: string | null }[] = [];
  while (at < data.length) {
    const name = take(take(1).readUInt8() * 2).toString('utf16le');
    demand(take(1).readUInt8() === 0, 'an output parameter');
    const type = take(1).readUInt8();
    demand(type === 0xe7 || type === 0xa7, `a parameter of type ${type}`);
    const most = take(2).readUInt16LE();
    demand(most === 0xffff || most <= 8000, `a text of ${most} bytes that is not max`);
    take(5);
    const bytes = most === 0xffff ? readPieces(take) : readShort(take, most);
    const encoding = type === 0xe7 ? 'utf16le' : 'latin1';
    parameters.push({ name, value: bytes?.toString(encoding) ?? null });
  }
  const [statement, declared, ...values] = parameters;
  demand(statement?.name === '@statement' && statement.value !== null, 'no statement');
  demand(!declared || declared.name === '@params', 'no declaration of parameters');
  const names = (declared?.value ?? '').split(', ').map((each) => each.split(' ')[0] ?? '');
  demand(
    values.every(({ name }, index) => name === names[index]),
    'other parameters than declared',
  );
  return {
    statement: statement.value ?? '',
    declared: declared?.value ?? '',
    values: values.map(({ value }) => value),
    transaction,
    batch: false,
  };
}

type Take = (count: number) => Buffer;

function readShort(take: Take, most: number): Buffer | null {
  const length = take(2).readUInt16LE();
  if (length === 0xffff) return null;
  demand(length <= most, 'a value longer than its type');
  return take(length);
}

function readPieces(take: Take): Buffer | null {
  const announced = take(8).readBigUInt64LE();
  if (announced === 0xffff_ffff_ffff_ffffn) return null;
  const parts: Buffer[] = [];
  for (;;) {
    const length = take(4).readUInt32LE();
    if (length === 0) break;
    parts.push(take(length));
  }
  const whole = Buffer.concat(parts);
  const known = announced !== 0xffff_ffff_ffff_fffen;
  demand(!known || announced === BigInt(whole.length), 'a value of another length than announced');
  return whole;
}
