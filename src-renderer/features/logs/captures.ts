import { useEffect } from 'react';
import type { LogCapture } from '../../../src-main/contract/logs';
import { useHostQuery, type Workbench } from '../workbench/index';
import { openLogs } from './open-log';

/** How often sizes of captures that are being written are asked for. */
const growthMs = 1000;

/** Logs kept on this machine, the newest first, and the room they take. */
export function useCaptures() {
  const query = useHostQuery(['logs', 'captures'], (host) => host.logs.captures({}));
  const { data, refetch } = query;
  const growing = data?.captures.some(({ live }) => live) ?? false;
  // No event tells how a capture grows: there would be thousands of them.
  useEffect(() => {
    if (!growing) return;
    const timer = setInterval(() => void refetch(), growthMs);
    return () => clearInterval(timer);
  }, [growing, refetch]);
  return query;
}

/** Opens what was kept: from its start, or at its end while it is being written. */
export function openCapture(workbench: Workbench, { id, name, live }: LogCapture): void {
  openLogs(workbench, {
    places: [{ kind: 'capture', captureId: id }],
    title: name,
    at: live ? 'end' : 'start',
  });
}

/** Shows the page of all kept logs. */
export function openCaptures(workbench: Workbench): void {
  workbench.openPanel({
    id: 'logs.captures',
    component: 'logs.captures',
    title: workbench.text('logs:captures.title'),
  });
}

/** `1.8 / 20 GB`: the quota is set in thousands of millions of bytes, so both are written in these. */
export function roomText(used: number, quota: number): string {
  const amount = used === 0 ? '0' : used < 0.05e9 ? '< 0.1' : (used / 1e9).toFixed(1);
  return `${amount} / ${Math.round(quota / 1e9)} GB`;
}

/** `11-20`: the day a capture began, on this device's calendar. */
export function dayText(milliseconds: number): string {
  const date = new Date(milliseconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
