// For the clinic's website, which includes it from the address of Progress. A link to a case,
//   <a href="https://progress.clinic.example/cases/..." data-progress-case>Before and after</a>
// becomes the case itself, in a frame as high as it needs to be. Until the frame answers, and where
// it never does, the link stays.

(() => {
  const { origin } = new URL(document.currentScript.src);
  const HIGHEST = 4000;
  const links = new Map();

  function embed(link) {
    const address = new URL(link.href);
    // A page that shows several cases may include this script with each of them.
    if (address.origin !== origin || link.dataset.progressCase) return;
    link.dataset.progressCase = "framed";
    address.pathname += "/embed";
    const frame = document.createElement("iframe");
    frame.title = link.textContent.trim();
    frame.src = address;
    Object.assign(frame.style, { display: "block", width: "100%", height: "0", border: "0" });
    link.before(frame);
    links.set(frame, link);
  }

  function fit({ origin: from, source, data }) {
    const found = [...links].find(([frame]) => frame.contentWindow === source);
    if (from !== origin || !found || data?.progress !== "height" || !(data.height > 0)) return;
    const [frame, link] = found;
    frame.style.height = `${Math.min(data.height, HIGHEST)}px`;
    link.hidden = true;
  }

  const start = () => document.querySelectorAll("a[data-progress-case]").forEach(embed);
  addEventListener("message", fit);
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
})();
