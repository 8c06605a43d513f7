/* Finds the search box of a page, its button, or what leads to it, as a person would by sight. */
(what) => {
  const WORDS = /搜\s*索|检\s*索|檢索|搜\s*一\s*下|站内|全文|查询|查找|关键[字词]|關鍵|search/i;
  const NAMES = /search|query|keyword|sousuo|jiansuo|(^|[^a-z])(so|q|wd|qt|kw|key|sou|ss)($|[^a-z])/i;
  const OTHER = /login|passw|captcha|username|yzm|verif|mail|phone|mobile|登录|用户名|密码|验证码|邮箱|手机|身份证/i;
  const told = (e) => [e.id, e.name, e.className && String(e.className), e.placeholder, e.title,
    e.alt, e.value, e.getAttribute('aria-label'), e.getAttribute('onclick')].join(' ');
  const seen = (e) => {
    const r = e.getBoundingClientRect(), s = getComputedStyle(e);
    return r.width > 5 && r.height > 5 && s.visibility !== 'hidden' && s.display !== 'none'
      && Number(s.opacity) > 0.05;
  };
  const near = (e) => {
    for (let box = e.parentElement, i = 0; box && i < 4; box = box.parentElement, i++) {
      const found = [...box.querySelectorAll(
        'button, input[type=submit], input[type=button], input[type=image], a, img, span, i, div')]
        .filter((b) => b !== e && seen(b) && !b.contains(e) && b.textContent.trim().length < 12
          && (WORDS.test(told(b) + ' ' + b.textContent) || NAMES.test(told(b))
              || (b.matches('button, input[type=submit], input[type=image]') && i < 3)));
      found.sort((a, b) => Number(b.matches('button, input')) - Number(a.matches('button, input')));
      if (found.length) return found[0];
    }
    return null;
  };
  const score = (e) => {
    const own = told(e);
    if (OTHER.test(own)) return 0;
    const form = e.form;
    if (form && form.querySelector('input[type=password], textarea')) return 0;
    let points = e.type === 'search' ? 3 : 0;
    if (WORDS.test(own)) points += 3;
    if (NAMES.test(own)) points += 2;
    if (form && /search|so\b|query|sousuo|\/ss?\//i.test(form.action + ' ' + told(form))) points += 2;
    const button = near(e);
    if (button && WORDS.test(told(button) + ' ' + button.textContent)) points += 2;
    return points;
  };
  if (what === 'box') {
    const boxes = [...document.querySelectorAll('input:not([type]), input[type=text], input[type=search]')]
      .filter((e) => seen(e) && !e.disabled && !e.readOnly).map((e) => [score(e), e]);
    boxes.sort((a, b) => b[0] - a[0]);
    return boxes.length && boxes[0][0] > 1 ? boxes[0][1] : null;
  }
  if (what === 'icon')
    return [...document.querySelectorAll('a, button, i, span, img, svg, div, li')].find((e) => seen(e)
      && e.textContent.trim().length < 8 && e.getBoundingClientRect().width < 160
      && !e.querySelector('input, a[href^=http]') && !/^https?:/.test(e.getAttribute('href') || '')
      && (/search|sousuo|搜索|检索/i.test(told(e)) || /^(搜索|检索|搜\s*一\s*下)$/.test(e.textContent.trim())))
      || null;
  if (what === 'link') {
    const link = [...document.querySelectorAll('a[href]')].find((e) =>
      /^(站内|全站|高级|智能)?(搜索|检索)$/.test((e.textContent || e.title).trim())
      && /^https?:/.test(e.href));
    return link ? link.href : null;
  }
  return near(document.activeElement);
}
