import type { FormatDocument } from './schema';

/** What a line of a record is to a reader: `frameOwn` is a frame of the customer's or product's own code. */
export type LineKind = 'text' | 'cause' | 'frame' | 'frameOwn';

/** Packages of Java frameworks, servers and drivers: frames of theirs are folded first. */
const frameworks = [
  'java. javax. jakarta. jdk. sun. com.sun. oracle. weblogic. com.bea. org.apache.',
  'org.springframework. org.hibernate. org.eclipse. org.jboss. io.netty. io.undertow.',
  'io.micrometer. reactor. rx. kotlin. kotlinx. scala. groovy. org.codehaus. net.sf.',
  'com.zaxxer. com.alibaba.druid. com.mysql. org.postgresql. com.microsoft.sqlserver.',
  'com.ibm. org.mybatis. org.aspectj. com.fasterxml. com.google. org.junit. akka.',
  'System. Microsoft.',
].flatMap((names) => names.split(' '));

/** `at [module/]package.Class.method(File.java:1)`, also `at Namespace.Class.Method() in file` of .NET. */
const frame =
  /^\s*(?:at|在)\s+(?:[\w.$-]+@?[\w.$-]*\/{1,2})?([\p{L}_$][\p{L}\w$.<>/`+,[\]-]*)\s*[[(]/u;
const moreFrames =
  /^\s*\.\.\.\s+\d+\s+(?:more|common frames omitted)|^\s*- (?:locked|waiting|parking|eliminated|None)|^\s+(?:at|在)\s|^\s*Locked ownable synchronizers|^\s*--- End of (?:inner exception )?stack/;
const causes =
  /^\s*(?:Caused by|Suppressed|Wrapped by|Nested exception|原因|由于|Root cause|Original exception)\b\s*:|^\s*(?:ORA|TNS|PLS|RMAN|SP2|IMP|EXP|LPX|OCI)-\d{4,5}\b|^\s*---> [\w.]+(?:Exception|Error)\b/;
/** `java.lang.NullPointerException: …`, and `Exception in thread "main" java…`. */
const thrown =
  /^(?:Exception in thread "[^"]*" )?(?:[a-z_][\w$]*\.)+[A-Z][\w$]*(?:Exception|Error|Throwable|Fault)\b/;
/** `"main" #1 prio=5 …`, and the state below it. */
const threads = /^"[^"]*" .*\b(?:prio|tid|nid|Id)=|^\s+java\.lang\.Thread\.State:/;
/** `#0 /var/www/…(140): Class->method()` of PHP, `File "x.py", line 3, in f` of Python. */
const otherFrames = /^#\d+ |^\s+File "[^"]*", line \d+/;
const otherOwn = /(?:vendor|site-packages|dist-packages|lib\/python)/;

/**
 * Tells the lines of one record apart, so that its stack can be folded down to causes and own frames.
 *
 * @param lines the record's, the first one too
 */
export function classifyLines(lines: readonly string[], format?: FormatDocument): LineKind[] {
  const folded = [...frameworks, ...(format?.stack?.framework ?? [])];
  const own = format?.stack?.own ?? [];
  return lines.map((line) => {
    const found = frame.exec(line);
    if (found) {
      const name = found[1] ?? '';
      const ours = own.some((prefix) => name.startsWith(prefix));
      return ours || !folded.some((prefix) => name.startsWith(prefix)) ? 'frameOwn' : 'frame';
    }
    if (otherFrames.test(line)) return otherOwn.test(line) ? 'frame' : 'frameOwn';
    if (moreFrames.test(line)) return 'frame';
    if (causes.test(line) || threads.test(line)) return 'cause';
    return thrown.test(line.trimStart()) ? 'cause' : 'text';
  });
}

/** Lines that belong to the stack of a record: 0 without one. */
export function stackLines(kinds: readonly LineKind[]): number {
  return kinds.filter((kind, index) => index > 0 && kind !== 'text').length;
}
