import { useState } from 'react';
import { formatFullTime } from '../../ui/index';
import { useHostQuery } from './queries';

/** Offers a path for a new file of the machine that FieldBench works on: in the folder of its user, under a name that is not there yet. */
export function useNewPath(stem: string): (extension: string) => string {
  const { data } = useHostQuery(['logs', 'browse', 'home'], (host) =>
    host.logs.browse({ place: { kind: 'local', path: '' } }),
  );
  const [stamp] = useState(stampOf);
  const folder = data?.folder ?? '';
  const separator = folder.includes('\\') ? '\\' : '/';
  const begin = folder.endsWith(separator) ? folder : `${folder}${separator}`;
  const name = (stem || 'result').replaceAll(/[\\/:*?"<>|\p{Cc}]+/gu, '-').slice(0, 80);
  return (extension) => `${begin}${name}-${stamp}.${extension}`;
}

/** `20261120-112432` */
function stampOf(): string {
  return formatFullTime(Date.now()).replaceAll(/[-:]/g, '').replace(' ', '-');
}
