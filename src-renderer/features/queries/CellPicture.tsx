import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { pictureType } from './cell-views';
import styles from './result.module.css';

/** Bytes that begin like a picture, drawn as one: an `img` runs nothing of what is in it. */
export function CellPicture({ bytes }: { bytes: Uint8Array<ArrayBuffer> }) {
  const { t } = useTranslation('results');
  const image = useRef<HTMLImageElement>(null);
  useEffect(() => {
    const type = pictureType(bytes);
    if (type === null || !image.current) return;
    const address = URL.createObjectURL(new Blob([bytes], { type }));
    image.current.src = address;
    return () => URL.revokeObjectURL(address);
  }, [bytes]);
  return <img ref={image} className={styles['picture']} alt={t('cell.picture')} />;
}
