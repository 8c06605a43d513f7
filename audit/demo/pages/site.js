// 长者模式，以及离开本网站前的提示。
document.getElementById("elder").addEventListener("click", () => document.body.classList.toggle("elder"));
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (link && /^https?:$/.test(link.protocol) && !/\.gov\.cn$/.test(link.hostname)
      && !confirm("您访问的链接即将离开本网站，是否继续？")) event.preventDefault();
});
