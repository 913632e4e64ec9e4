import { TextField } from '../../ui/index';
import { useField, type FieldsProps } from './endpoint-fields';
import styles from './systems.module.css';

/**
 * Host, port and user on one line.
 *
 * @param usualPort the port that is meant where none is written
 */
export function HostFields({ usualPort, ...props }: FieldsProps & { usualPort?: number }) {
  const field = useField(props);
  return (
    <div className={styles['hostRow']}>
      <TextField {...field('host')} required mono />
      <TextField
        {...field('port')}
        mono
        inputMode="numeric"
        {...(usualPort === undefined ? { required: true } : { placeholder: String(usualPort) })}
      />
      <TextField {...field('username')} required mono />
    </div>
  );
}
