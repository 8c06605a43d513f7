/* What is measured or looked for in a page that is examined. */
([what, told]) => {
  const seen = (e) => {
    const r = e.getBoundingClientRect(), s = getComputedStyle(e);
    return r.width > 3 && r.height > 3 && s.visibility !== 'hidden' && s.display !== 'none'
      && Number(s.opacity) > 0.05;
  };
  const bare = (url) => String(url).split('#')[0];
  if (what === 'load') {
    const [entry] = performance.getEntriesByType('navigation');
    return entry && entry.loadEventEnd > 0 ? entry.loadEventEnd - entry.responseStart : -1;
  }
  if (what === 'width') {
    const root = document.documentElement, body = document.body;
    // What is clipped cannot be scrolled to.
    const clipped = [root, body].some((e) => e && /hidden|clip/.test(getComputedStyle(e).overflowX));
    return clipped ? innerWidth : Math.max(root.scrollWidth, body ? body.scrollWidth : 0);
  }
  if (what === 'focus') {
    const e = document.activeElement, same = window.auditFocus === e;
    window.auditFocus = e;
    if (!e || e === document.body || e === document.documentElement) return { at: 'page' };
    // Inside of these the focus moves on though it stays with them for us.
    const inner = e.matches('iframe, object, embed, video, audio, input, select, [contenteditable]')
      || e.shadowRoot;
    const name = e.localName + (e.id ? '#' + e.id : '');
    return { at: e.href ? bare(e.href) : '', same: same && !inner, name };
  }
  if (what === 'away') {
    const hosts = new Set();
    return [...document.querySelectorAll('a[href]')].filter((a) => {
      if (!/^https?:$/.test(a.protocol) || hosts.has(a.hostname) || !seen(a)) return false;
      hosts.add(a.hostname);
      return true;
    }).map((a) => a.href);
  }
  if (what === 'link')
    return [...document.querySelectorAll('a[href]')].find((a) => a.href === told && seen(a)) || null;
  if (what === 'prompt') {
    const words = /离开|離開|即将(访问|跳转|前往|打开)|将要(访问|跳转)|外部(链接|网站)|第三方(链接|网站)|非政府网站|是否继续/;
    const shown = [...document.querySelectorAll('body *')].filter((e) => words.test(e.textContent)
      && e.textContent.trim().length < 400 && seen(e)).length;
    return shown + (words.test(document.title) ? 1 : 0);
  }
  if (what === 'elder') {
    const one = '(信息)?(适老(化|版|模式|助手)*|长者(助手|版|模式|专区|服务|浏览)?|長者(助手|版|模式)|关怀(版|模式)|老年(人)?(版|模式)'
      + '|长辈(版|模式)|敬老(版|模式)|大字版|(网站)?无障碍(浏览|阅读|版|模式|服务|辅助|工具|通道|说明)*|(網站)?無障礙(瀏覽|閱讀|版|模式)?)';
    const entry = new RegExp('^(进入|打开|开启|切换到?)?' + one + '([·/|、和及与-]?' + one + ')*$');
    const named = (e) => [e.textContent, e.title, e.alt, e.getAttribute('aria-label'), e.value]
      .map((t) => String(t || '').replace(/\s/g, '')).find((t) => t.length < 24 && entry.test(t));
    const all = [...document.querySelectorAll(
      'a, button, input[type=button], img, i, span, div, li, p, label')]
      .filter((e) => named(e) && seen(e));
    if (told === 'words') return all.length ? named(all[0]) : '';
    const of = (e) => e.closest('a, button, input, [onclick]') || e;
    const best = all.find((e) => /老|长|長|关怀/.test(named(e))) || all[0];
    return best ? of(best) : null;
  }
  const look = (e) => e ? e.className + '|' + e.getAttribute('style') : '';
  const body = getComputedStyle(document.body || document.documentElement);
  return {
    address: location.href.replace(/#(top)?$/, ''),
    style: [look(document.documentElement), look(document.body), body.fontSize, body.zoom,
      body.filter, document.styleSheets.length].join(' '),
    content: document.querySelectorAll('*').length,
  };
}
