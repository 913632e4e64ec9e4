/** Gives a text to the user as a file: the browser's own download, in every face. */
export function downloadText(name: string, type: string, text: string): void {
  download(name, new Blob([text], { type }));
}

/** The same for bytes as Base64. */
export function downloadData(name: string, type: string, base64: string): void {
  downloadBytes(
    name,
    type,
    Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)),
  );
}

/** The same for bytes. */
export function downloadBytes(name: string, type: string, bytes: Uint8Array<ArrayBuffer>): void {
  download(name, new Blob([bytes], { type }));
}

function download(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The download reads the address after the click has returned.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
