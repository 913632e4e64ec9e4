import type { CaptureFile } from './capture-file';

/** An open file and how many use it. */
export interface SharedFile {
  readonly file: CaptureFile;
  users: number;
}

/** Open files of captures, each shared by its writer and its readers. */
export class OpenFiles {
  private readonly files = new Map<string, SharedFile>();

  /** The file of a capture to read; opened where nobody has it open. */
  reading(id: string, open: () => CaptureFile): SharedFile {
    const shared = this.files.get(id) ?? { file: open(), users: 0 };
    this.files.set(id, shared);
    shared.users += 1;
    return shared;
  }

  /** The file of a capture to write. Who reads it already goes on with one of its own. */
  writing(id: string, file: CaptureFile): SharedFile {
    const shared = { file, users: 1 };
    this.files.set(id, shared);
    return shared;
  }

  /** The last one out closes it. */
  leave(id: string, shared: SharedFile): void {
    shared.users -= 1;
    if (shared.users > 0) return;
    if (this.files.get(id) === shared) this.files.delete(id);
    shared.file.close();
  }
}
