/** The mark of FieldBench; `size` in CSS pixels before zoom. */
export function Logo({ size = 24 }: { size?: number }) {
  const length = `calc(${size}px * var(--zoom))`;
  return (
    <svg
      viewBox="0 0 24 24"
      role="img"
      aria-label="FieldBench"
      style={{ width: length, height: length, flex: 'none' }}
    >
      <rect x="1.5" y="1.5" width="21" height="21" rx="5.5" fill="var(--case-solid)" />
      <path
        d="M7 18V6.5h10M7 12h7.5"
        stroke="#fff"
        strokeWidth="2.4"
        fill="none"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <circle cx="17.2" cy="12" r="1.7" fill="#fff" />
    </svg>
  );
}
