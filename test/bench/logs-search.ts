import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import iconv from 'iconv-lite';
import { root } from '../../scripts/node.mjs';
import type { LogCondition } from '../../src-main/contract/logs';
import { LogDocument } from '../../src-main/host/logs/engine/document';
import { loadFormats } from '../../src-main/host/logs/engine/formats/index';
import {
  countLines,
  Expression,
  RecordFilter,
  searchLines,
} from '../../src-main/host/logs/engine/search/index';
import { ripgrepPath } from '../../src-main/host/logs/engine/search/ripgrep';
import { openLocal } from '../../src-main/host/logs/engine/sources/index';
import type { LogEncoding } from '../../src-main/host/logs/engine/text/index';
import { bigLog } from './big-log';
import { percentile, type Bench, type Figure } from './figures';

const rounds = 5;
const literal = '资源已被占用';
const expressions = ['ORA-\\d{5}|行锁等待 \\d+', 'ERROR.*张伟'];

/** Searching a log of 2 GB beside ripgrep, in UTF-8 and GB18030, and filtering one that grows. */
export const logsSearch: Bench = async () => {
  // On the disk of the checkout: a temporary folder may live in memory.
  const folder = await mkdtemp(join(root, 'out', 'bench-'));
  try {
    const large = await bigLog();
    const gbk = join(folder, 'gbk.log');
    await pipeline(
      createReadStream(large, { highWaterMark: 1024 * 1024 }),
      iconv.decodeStream('utf8'),
      iconv.encodeStream('gb18030'),
      createWriteStream(gbk),
    );
    const plain = await count(large, 'utf-8', literal, large);
    const figures = [againstPeer('literal count in 2 GB', plain)];
    for (const expression of expressions) {
      const times = await count(large, 'utf-8', expression, large);
      figures.push(againstPeer(`count of ${expression} in 2 GB`, times));
    }
    const chinese = await count(gbk, 'gb18030', literal, large);
    figures.push({
      name: 'literal count in the same log as GB18030',
      value: chinese.ours,
      unit: 'ms',
      target: 1.5 * plain.ours,
      better: 'less',
      peer: { name: 'in UTF-8', value: plain.ours },
    });
    figures.push(await listing(large), ...(await filters(large)));
    return [...figures, await tail(join(folder, 'tail.log'))];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

interface Times {
  ours: number;
  peer: number;
}

/** Milliseconds of both, in turns; the middle one of all rounds. What they count must be the same. */
async function count(
  path: string,
  encoding: LogEncoding,
  words: string,
  peerPath: string,
): Promise<Times> {
  const expression = Expression.of({ text: words, regex: true, ignoreCase: false });
  const ours: number[] = [];
  const peer: number[] = [];
  // One round before they count: both files are in memory then.
  for (let round = -1; round < rounds; round += 1) {
    // Opened anew: what was learnt about the log's lines in the round before does not count.
    const source = await openLocal(path);
    let since = performance.now();
    const found = await countLines(source, encoding, expression);
    const took = performance.now() - since;
    since = performance.now();
    const truth = await ripgrepCount(words, peerPath);
    const peerTook = performance.now() - since;
    if (found !== truth) throw new Error(`${words}: ${found} lines, ripgrep ${truth}`);
    if (round === 0) {
      const lines = await searchLines(source, encoding, expression);
      if (lines.count !== truth) throw new Error(`${words}: ${lines.count} lines in the set`);
    }
    if (round >= 0) {
      ours.push(took);
      peer.push(peerTook);
    }
    await source.close();
  }
  return { ours: percentile(ours, 0.5), peer: percentile(peer, 0.5) };
}

async function ripgrepCount(words: string, path: string): Promise<number> {
  const child = spawn(ripgrepPath() ?? 'rg', ['-j1', '-c', words, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return Number(await text(child.stdout));
}

function againstPeer(name: string, { ours, peer }: Times): Figure {
  return {
    name,
    value: ours,
    unit: 'ms',
    target: 2 * peer,
    better: 'less',
    peer: { name: 'rg -j1', value: peer },
  };
}

/** Listing most lines of the log by the command line, beside ripgrep; both write to nobody. */
async function listing(path: string): Promise<Figure> {
  const words = '提交';
  const run = async (command: string, args: readonly string[]): Promise<number> => {
    const since = performance.now();
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    const [code] = (await once(child, 'close')) as [number];
    if (code !== 0) throw new Error(`${command} ended with ${code}`);
    return performance.now() - since;
  };
  const program = join(root, 'scripts', 'fieldbench.mjs');
  const ours: number[] = [];
  const peer: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const search = ['--json', 'log', 'search', path, '--regex', words];
    ours.push(await run(process.execPath, [program, ...search]));
    peer.push(await run(ripgrepPath() ?? 'rg', ['-j1', '-n', '-b', words, path]));
  }
  const times = { ours: percentile(ours, 0.5), peer: percentile(peer, 0.5) };
  return againstPeer('log search --json that lists ten million lines', times);
}

/** Filters over all of the log, which have to look at nearly every record. */
async function filters(path: string): Promise<Figure[]> {
  const formats = await loadFormats(join(root, 'resources'));
  const document = await LogDocument.open(await openLocal(path), { formats });
  try {
    await document.indexing;
    const asked: Record<string, LogCondition> = {
      'by level': { kind: 'level', exclude: false, level: 'warn', andWorse: true },
      'by time': { kind: 'time', exclude: false, from: document.index.first + 1000, to: null },
      'by text': { kind: 'text', exclude: true, text: literal, regex: false, ignoreCase: false },
    };
    const figures: Figure[] = [];
    for (const [name, condition] of Object.entries(asked)) {
      const times: number[] = [];
      for (let round = 0; round < 3; round += 1) {
        const filter = new RecordFilter(document, [condition]);
        const since = performance.now();
        await filter.update();
        times.push(performance.now() - since);
        if (filter.records.count === 0) throw new Error('the filter passed nothing');
      }
      const value = percentile(times, 0.5);
      const figure = { name: `filter of 2 GB ${name}`, value, unit: 'ms', target: 2000 };
      figures.push({ ...figure, better: 'less' });
    }
    return figures;
  } finally {
    await document.close();
  }
}

/** What a filter takes of a log that grows by 20,000 lines ten times a second. */
async function tail(path: string): Promise<Figure> {
  const updates = 50;
  const lines = 20_000;
  await writeFile(path, piece(0, lines));
  const formats = await loadFormats(join(root, 'resources'));
  const document = await LogDocument.open(await openLocal(path), { formats });
  try {
    await document.indexing;
    const filter = new RecordFilter(document, [
      { kind: 'text', exclude: false, text: '提交|失败', regex: true, ignoreCase: false },
      { kind: 'text', exclude: true, text: 'cost=1\\d*', regex: true, ignoreCase: true },
      { kind: 'level', exclude: false, level: 'info', andWorse: true },
    ]);
    await filter.update();
    const times: number[] = [];
    for (let update = 1; update <= updates; update += 1) {
      await appendFile(path, piece(update, lines));
      await document.refresh();
      await document.indexing;
      const since = performance.now();
      await filter.update();
      times.push(performance.now() - since);
    }
    if (filter.records.count === 0) throw new Error('the filter passed nothing');
    return {
      name: 'filter of a tail, for each second at 200,000 lines/s',
      value: percentile(times, 0.5) * 10,
      unit: 'ms',
      // It keeps up; what else is done with the lines needs the rest.
      target: 800,
      better: 'less',
    };
  } finally {
    await document.close();
  }
}

function piece(number: number, lines: number): string {
  return Array.from({ length: lines }, (_, line) => {
    const time = new Date(Date.UTC(2026, 2, 1) + number * 100 + line / 200).toISOString();
    const head = `${time.slice(0, 10)} ${time.slice(11, 19)},${time.slice(20, 23)}`;
    const level = line % 40 === 0 ? 'ERROR' : 'INFO ';
    return `${head} ${level} [http-nio-8080-exec-${line % 200}] uap.mw.trans - 事务 T-${line} 提交 cost=${line % 3000} ms user=张伟\n`;
  }).join('');
}
