import { describe, expect, it } from 'vitest';
import { markdownToHtml } from './markdown-html';

const html = (source: string) => markdownToHtml(source, { done: 'Done', open: 'Not done' });

describe('a note as HTML', () => {
  it('shows raw HTML as text', () => {
    expect(html('<script>alert(1)</script> <b onclick="x">b</b>')).toBe(
      '<p>&lt;script&gt;alert(1)&lt;/script&gt; &lt;b onclick=&quot;x&quot;&gt;b&lt;/b&gt;</p>\n',
    );
  });

  it('turns [[E7]] into a pin and nothing else in double brackets', () => {
    expect(html('see [[E7]]')).toBe(
      '<p>see <button type="button" class="fb-evidence" data-evidence="E7">E7</button></p>\n',
    );
    expect(html('[["onload=x]] [[E]] [[E7')).not.toContain('<button');
    expect(html('`[[E7]]`')).toBe('<p><code>[[E7]]</code></p>\n');
  });

  it('shows task boxes that cannot be clicked', () => {
    expect(html('- [x] asked\n- [ ] index')).toBe(
      '<ul>\n' +
        '<li class="fb-task"><input type="checkbox" disabled aria-label="Done" checked> asked</li>\n' +
        '<li class="fb-task"><input type="checkbox" disabled aria-label="Not done"> index</li>\n' +
        '</ul>\n',
    );
  });

  it('links only to web and mail, and never loads an image', () => {
    expect(
      html('[a](javascript:alert(1)) [b](data:text/html,x) [c](file:///etc/passwd)'),
    ).not.toContain('<a');
    expect(html('[ok](https://example.org)')).toContain('<a href="https://example.org">ok</a>');
    expect(html('![x](https://example.org/beacon.png)')).not.toContain('<img');
  });
});
