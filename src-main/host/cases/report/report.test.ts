import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestHost, type TestHost } from '../../../../test/servers/host';

let test: TestHost;
beforeAll(async () => {
  test = await startTestHost();
});
afterAll(() => test.close());

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

describe('an exported case', () => {
  const hostile = '<img src=x onerror=alert(1)>```\u001b[31m\u202Eevil|`x`</pre><script>1</script>';

  async function hostileCase(): Promise<string> {
    const { id } = await test.client.cases.create({
      title: `T ${hostile}`,
      reportedWords: hostile,
    });
    await test.client.cases.createNote({
      caseId: id,
      title: hostile,
      text: `# 标题\n\n${hostile}\n\n[x](javascript:alert(1)) ![y](http://evil.example/p.png)\n\n| a | b |\n|---|---|\n| 1 | 2 |`,
    });
    await test.client.cases.addEvidence({
      caseId: id,
      source: { kind: 'remark', text: hostile },
      remark: hostile,
    });
    return id;
  }

  it.each(['zh-CN', 'en'] as const)(
    'runs nothing and loads nothing as HTML in %s',
    async (language) => {
      const id = await hostileCase();
      const { text, fileName } = await test.client.cases.export({ id, format: 'html', language });
      expect(fileName).toMatch(/^\w{4}-\d{4} T [^<>|/\p{C}]*\.html$/u);
      expect(text).toContain(`<html lang="${language}">`);
      expect(text).not.toMatch(/<script|<img|href="javascript/i);
      for (const character of ['\u001b', '\u202e']) expect(text).not.toContain(character);
      expect(text).toContain('⟨U+202E⟩');
      expect(text).toContain('<h1>标题</h1>');
      expect(text).toContain('<table>');
      const style = /<style>([^]*?)<\/style>/.exec(text)![1]!;
      const hash = createHash('sha256').update(style).digest('base64');
      expect(text).toContain(`default-src 'none'; style-src 'sha256-${hash}'; img-src data:`);
    },
  );

  it('keeps hostile text inside its code block as Markdown, with provenance and hash', async () => {
    const id = await hostileCase();
    const { text } = await test.client.cases.export({ id, format: 'md', language: 'en' });
    const [, fence] = /\n(`{4,})text\n<img/.exec(text)!;
    expect(text).toContain(`\n${fence}\n\n#### Provenance`);
    expect(text).toContain(sha256(hostile));
    expect(text).toContain('## In the reporter’s own words\n\n> \\<img');
    expect(text).toContain('The content has the SHA-256 taken at capture.');
  });

  it('leaves removed evidence out, but not its history', async () => {
    const { id: caseId } = await test.client.cases.create({ title: 'R' });
    const { id } = await test.client.cases.addEvidence({
      caseId,
      source: { kind: 'remark', text: 'SECRET-LINE' },
    });
    await test.client.cases.removeEvidence({ id, removed: true });
    const { text } = await test.client.cases.export({ id: caseId, format: 'md', language: 'en' });
    expect(text).toContain('Evidence E1 removed');
    expect(text).not.toContain('#### Provenance');
  });
});
