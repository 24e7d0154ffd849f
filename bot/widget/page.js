/** Puts the element on our own pages; what a link asks for (`/chat?ask=…&topic=…`) becomes its attributes. */
import "../doolittle.js";

const FROM_LINKS = ["title", "accent", "theme", "locale", "topic", "starters", "ask"];
const whole = document.body.matches(".whole");
const chat = document.createElement("doolittle-chat");
const asked = new URLSearchParams(location.search);
for (const name of FROM_LINKS) {
  const value = asked.get(name);
  if (value) chat.setAttribute(name, value);
}
if (whole) chat.setAttribute("position", "inline");
(whole ? document.querySelector("main") ?? document.body : document.body).append(chat);

const { assistant, title } = await fetch("web/about").then(answer => answer.json()).catch(() => ({}));
if (title) document.title = `${assistant}: ${title}`;
for (const place of document.querySelectorAll("[data-title]")) place.textContent = title ?? "what it knows";
