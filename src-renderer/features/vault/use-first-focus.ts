import { useEffect, useRef, type RefObject } from 'react';

/** Puts the keyboard into the first field of a form when the form appears. */
export function useFirstFocus(wanted = true): RefObject<HTMLInputElement | null> {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (wanted) field.current?.focus();
  }, [wanted]);
  return field;
}
