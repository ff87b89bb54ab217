// Without this script two photos stand side by side. With it, one may be laid over the other.

for (const pair of document.querySelectorAll("[data-pair]")) {
  const share = pair.querySelector("[data-share]");
  const over = pair.querySelector("[data-over]");
  const move = () => pair.style.setProperty("--cut", `${100 - share.value}%`);

  pair.querySelector("[data-tools]").hidden = false;
  share.addEventListener("input", move);
  over.addEventListener("click", () => {
    const is = pair.classList.toggle("is-over");
    over.setAttribute("aria-pressed", String(is));
    share.hidden = !is;
    move();
  });
}
