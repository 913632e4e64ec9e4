import { downloadData, downloadText } from '../../../ui/index';
import type { ChartHandle } from './ChartCanvas';

export const pictureFormats = ['png', 'svg'] as const;
export type PictureFormat = (typeof pictureFormats)[number];

/** Name of a file for a picture with this title. */
export function pictureName(title: string, format: PictureFormat): string {
  const stem = title
    .replaceAll(/[\\/:*?"<>|\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, 80);
  return `${stem === '' ? 'chart' : stem}.${format}`;
}

/** The picture as PNG, in base64. */
export function pngOf(chart: ChartHandle): string {
  return chart.png().replace(/^data:image\/png;base64,/, '');
}

/** Gives the picture to the user as a file. */
export function savePicture(chart: ChartHandle, title: string, format: PictureFormat): void {
  const name = pictureName(title, format);
  if (format === 'svg') downloadText(name, 'image/svg+xml', chart.svg());
  else downloadData(name, 'image/png', pngOf(chart));
}
