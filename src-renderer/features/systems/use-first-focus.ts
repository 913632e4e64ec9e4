import { useEffect, useRef, type RefObject } from 'react';

/** For a form that opens in place: the keyboard goes on in its first field. */
export function useFirstFocus(): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector('input')?.focus(), []);
  return form;
}
