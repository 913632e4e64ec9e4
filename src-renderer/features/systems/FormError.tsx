import { ErrorState } from '../../ui/index';
import { errorText } from '../workbench/index';

/** Why a form could not be saved, above its buttons; what was typed stays. */
export function FormError({ error }: { error: unknown }) {
  if (error === null || error === undefined) return null;
  const { what, next, details } = errorText(error);
  return <ErrorState what={what} next={next} details={details} />;
}
