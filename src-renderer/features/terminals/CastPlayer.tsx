import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import type { HostClient } from '../../../src-main/contract/index';
import { readStream } from '../../../src-main/contract/wire/index';
import {
  Busy,
  Button,
  Checkbox,
  ErrorState,
  formatDuration,
  NoteBlock,
  Select,
  Terminal as TerminalScreen,
  type TerminalHandle,
} from '../../ui/index';
import { errorText, isCancellation, useHost, useSettings } from '../workbench/index';
import { readCast, type Cast } from './cast';
import { Playback, type PlaybackState } from './playback';
import styles from './terminals.module.css';

const speeds = ['0.5', '1', '2', '4', '8', '16'];
type Frames = Parameters<typeof readStream<string>>[1];

/**
 * Plays a recorded terminal as it was.
 *
 * @param load asks the host for the asciicast text; must be stable
 */
export function CastPlayer({
  load,
  label,
  visible = true,
  onReady,
}: {
  load: (host: HostClient, signal: AbortSignal) => Frames;
  label: string;
  visible?: boolean;
  /** The screen, e.g. for what is selected in it. */
  onReady?: (screen: TerminalHandle | null) => void;
}) {
  const { t } = useTranslation('terminals');
  const host = useHost();
  const [cast, setCast] = useState<Cast | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    readCast(readStream<string>(host, load(host, stop.signal))).then(
      (read) => {
        if (!stop.signal.aborted) setCast(read);
      },
      (failure: unknown) => {
        if (!stop.signal.aborted && !isCancellation(failure)) setError(failure);
      },
    );
    return () => stop.abort();
  }, [host, load, attempt]);
  if (error !== null) {
    const { what, next } = errorText(error);
    return (
      <ErrorState
        what={what}
        {...(next ? { next } : {})}
        onRetry={() => {
          setError(null);
          setAttempt((count) => count + 1);
        }}
      />
    );
  }
  if (!cast) return <Busy text={t('player.loading')} />;
  return <Player cast={cast} label={label} visible={visible} onReady={onReady} />;
}

function Player({
  cast,
  label,
  visible,
  onReady,
}: {
  cast: Cast;
  label: string;
  visible: boolean;
  onReady: ((screen: TerminalHandle | null) => void) | undefined;
}) {
  const { t } = useTranslation('terminals');
  const { terminalFontSize, terminalScrollback } = useSettings();
  const [playback, setPlayback] = useState<Playback | null>(null);
  const [state, setState] = useState<PlaybackState>({ at: 0, playing: false });
  const [speed, setSpeed] = useState('1');
  const [shorten, setShorten] = useState(true);
  useEffect(() => {
    if (!playback) return;
    playback.speed = Number(speed);
    playback.shortenPauses = shorten;
  }, [playback, speed, shorten]);
  return (
    <div className={styles['player']}>
      {cast.cut && <NoteBlock tone="info">{t('player.cut')}</NoteBlock>}
      <div className={styles['stage']}>
        <TerminalScreen
          label={label}
          visible={visible}
          fontSize={terminalFontSize}
          scrollback={terminalScrollback}
          readOnly={{ columns: cast.columns, rows: cast.rows }}
          onReady={(screen) => {
            const made = new Playback(cast, screen, setState);
            setPlayback(made);
            onReady?.(screen);
            // The end first: what was found is usually there, and it can be scrolled.
            void made.seek(cast.duration);
            return () => {
              made.pause();
              setPlayback(null);
              onReady?.(null);
            };
          }}
        />
      </div>
      <div className={styles['transport']} role="group" aria-label={t('player.tools')}>
        <Button
          icon={state.playing ? <IconPlayerPause /> : <IconPlayerPlay />}
          onClick={() => (state.playing ? playback?.pause() : playback?.play())}
          data-page-focus
        >
          {state.playing ? t('player.pause') : t('player.play')}
        </Button>
        <span className="fb-number">
          {formatDuration(state.at * 1000)} / {formatDuration(cast.duration * 1000)}
        </span>
        <input
          type="range"
          className={styles['seek']}
          aria-label={t('player.seek')}
          aria-valuetext={formatDuration(state.at * 1000)}
          min={0}
          max={Math.max(0.001, cast.duration)}
          step={Math.max(0.001, cast.duration / 1000)}
          value={Math.min(state.at, cast.duration)}
          onChange={(event) => void playback?.seek(Number(event.target.value))}
        />
        <div className={styles['speed']}>
          <Select
            label={t('player.speed')}
            hideLabel
            value={speed}
            options={speeds.map((value) => ({ value, label: `${value}×` }))}
            onChange={setSpeed}
          />
        </div>
        <Checkbox label={t('player.shorten')} checked={shorten} onChange={setShorten} />
      </div>
    </div>
  );
}
