import { useEffect, useState } from 'react';

const pauseMs = 300;

/** A value once it has not changed for a moment: what follows from it is not asked at each key. */
export function useSettled<Value>(value: Value): Value {
  const text = JSON.stringify(value);
  const [settled, setSettled] = useState({ text, value });
  useEffect(() => {
    if (text === settled.text) return;
    const timer = setTimeout(() => setSettled({ text, value }), pauseMs);
    return () => clearTimeout(timer);
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the text stands for the value
  }, [text, settled.text]);
  return settled.value;
}
