/** The demo page: the tag with this address in it, and links that ask. */
const tag = document.getElementById("tag"), asks = document.getElementById("asks");
const address = new URL("widget/doolittle.js", document.baseURI).href;
if (tag?.textContent) tag.textContent = tag.textContent.replace("widget/doolittle.js", address);

const { starters = [] } = await fetch("web/about").then(answer => answer.json()).catch(() => ({}));
for (const { title } of starters) {
  const button = document.createElement("button"), item = document.createElement("li");
  button.type = "button";
  button.textContent = title;
  button.addEventListener("click", () => /** @type {any} */ (document.querySelector("doolittle-chat")).ask(title));
  item.append(button);
  asks?.append(item);
}

export {};
