/* What a page of results offers beside its rows, as a person sees it. */
(query) => {
  const text = document.body ? document.body.innerText.slice(0, 200000) : '';
  const seen = (e) => { const r = e.getBoundingClientRect(); return r.width > 5 && r.height > 5; };
  const traits = [];
  const wall = [...document.querySelectorAll('img, input, canvas, iframe, div')].some((e) => seen(e)
    && /captcha|verify-?code|yzm|geetest|slider-?verif|checkcode/i.test(
      [e.id, String(e.className), e.name, e.getAttribute('src'), e.placeholder].join(' ')));
  if (wall || /请(输入|完成|拖动).{0,12}(验证码|验证|滑块)|滑动.{0,6}验证/.test(text)) traits.push('captcha');
  const offers = [...document.querySelectorAll('a, li, span, label, button, option, em, div')]
    .filter((e) => e.children.length === 0 && e.textContent.trim().length < 12)
    .map((e) => e.textContent.trim());
  const has = (words) => offers.some((t) => words.test(t));
  if (has(/^(按)?(发布)?时间(排序|倒序|降序)?$|最新(发布|优先)/)) traits.push('sort-time');
  if (has(/^(按)?相关(度|性)(排序)?$/)) traits.push('sort-relevance');
  if (has(/^(一周内|一月内|一个月内|一年内|近一周|近一月|近一年|今天|时间不限)$/)) traits.push('filter-time');
  if (has(/^(政策|新闻|资讯|办事|服务|公开|互动|政务动态|政府文件|附件|图片)$/)) traits.push('filter-type');
  if (has(/^(全部|所有|选择|按|所属)(栏目|频道)$|^(栏目|频道)(筛选|选择|不限|分类)?[:：]?$/)) traits.push('filter-column');
  const words = query.replace(/\s/g, '');
  const marked = [...document.querySelectorAll('em, b, strong, mark, font, i, span')].some((e) => {
    const t = e.textContent.trim();
    return t.length > 1 && e.children.length === 0 && words.includes(t)
      && /em|mark|font|highlight|red|key/i.test(e.tagName + String(e.className) + (e.getAttribute('style') || ''));
  });
  if (marked) traits.push('highlight');
  const count = text.match(/(?:共|约|找到|搜到|检索到|结果)[^\d\n]{0,8}(\d[\d,]*)\s*(?:条|个|项|篇|results)/i);
  return {traits: traits, total: count ? Number(count[1].replace(/,/g, '')) : -1};
}
