// Files may be dropped anywhere on the page: the target is as large as it can be.

const hasFiles = ({ dataTransfer }) => dataTransfer?.types.includes("Files");

export function connectDrop(onFiles) {
  let depth = 0;
  const mark = () => document.body.classList.toggle("is-dropping", depth > 0);
  const on = (type, handle) =>
    document.addEventListener(type, (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      handle(event);
      mark();
    });
  on("dragenter", () => { depth += 1; });
  on("dragleave", () => { depth -= 1; });
  on("dragover", ({ dataTransfer }) => { dataTransfer.dropEffect = "copy"; });
  on("drop", ({ dataTransfer }) => {
    depth = 0;
    onFiles([...dataTransfer.files]);
  });
}
