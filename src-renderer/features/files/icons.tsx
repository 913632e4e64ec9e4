import {
  IconBinary,
  IconCertificate,
  IconDatabase,
  IconFile,
  IconFileCode,
  IconFileSettings,
  IconFileText,
  IconFileUnknown,
  IconFileZip,
  IconFolder,
  IconLinkOff,
  IconPhoto,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { FileEntry } from '../../../src-main/contract/index';

/** Endings of names and what they usually hold; a hint for the eye, never a decision. */
const byEnding: [RegExp, ComponentType][] = [
  [/\.(log|trc|trm|txt|out|md|csv|json|lst|err)(\.\d+)?$/i, IconFileText],
  [/\.(zip|gz|tgz|bz2|xz|7z|rar|tar|zst|jar|war|ear|rpm|deb)$/i, IconFileZip],
  [/\.(conf|cfg|ini|properties|ya?ml|xml|env|service|ora)$/i, IconFileSettings],
  [/\.(sh|bash|py|pl|sql|ps1|bat|cmd|js|ts|java|c|h|jsp|php|html?)$/i, IconFileCode],
  [/\.(png|jpe?g|gif|bmp|svg|ico|webp|tiff?)$/i, IconPhoto],
  [/\.(db|dbf|dmp|bak|mdf|ldf|frm|ibd|sqlite)$/i, IconDatabase],
  [/\.(pem|crt|cer|key|p12|pfx|jks)$/i, IconCertificate],
  [/\.(bin|so|o|exe|dll|class|hprof|core)$/i, IconBinary],
];

/** The kind of an entry as a drawing; the letter of its mode says it in words. */
export function EntryIcon({ entry }: { entry: FileEntry }) {
  const { kind, target, name } = entry;
  const Icon =
    kind === 'folder' || target === 'folder'
      ? IconFolder
      : target === 'broken'
        ? IconLinkOff
        : kind === 'other' || target === 'other'
          ? IconFileUnknown
          : (byEnding.find(([pattern]) => pattern.test(name))?.[1] ?? IconFile);
  return <Icon aria-hidden="true" />;
}

/** Whether Enter goes into it. */
export function leadsToFolder({ kind, target }: FileEntry): boolean {
  return kind === 'folder' || (kind === 'link' && target === 'folder');
}
