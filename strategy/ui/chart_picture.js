// Makes a file of the chart beside the buttons: an SVG that carries its own font, or a PNG of it.
//
// The chart is taken as it stands on the page. What the file says besides (title, whose it is, of
// which day) comes in the reader's language from the server, as text and never as markup.
export default function ({ parentElement, data }) {
  const SVG = "http://www.w3.org/2000/svg";
  const EDGE = 24;
  const LINE = 16;
  const SHARP = 2;
  const base = window.__streamlit?.BACKEND_BASE_URL ?? document.baseURI;

  const text = (content, y, size, colour) => {
    const line = document.createElementNS(SVG, "text");
    line.setAttribute("x", EDGE);
    line.setAttribute("y", y);
    line.setAttribute("font-family", "Inter, sans-serif");
    line.setAttribute("font-size", size);
    line.setAttribute("fill", colour);
    line.textContent = content;
    return line;
  };

  const named = (tag, content) => {
    const element = document.createElementNS(SVG, tag);
    element.textContent = content;
    return element;
  };

  const asBase64 = async (address) => {
    const bytes = new Uint8Array(await (await fetch(address)).arrayBuffer());
    let written = "";
    for (let at = 0; at < bytes.length; at += 8192) {
      written += String.fromCharCode(...bytes.subarray(at, at + 8192));
    }
    return btoa(written);
  };

  // The page's own font faces, so that the file looks the same wherever it is opened.
  const fonts = async () => {
    const faces = data.fonts.map(async ({ address, range }) => {
      const source = `url(data:font/woff2;base64,${await asBase64(new URL(address, base))}) format("woff2")`;
      return `@font-face{font-family:Inter;font-weight:100 900;src:${source};unicode-range:${range}}`;
    });
    return (await Promise.all(faces)).join("");
  };

  // Long sentences in as many lines as they take.
  const lines = (sentence, width) => {
    const most = Math.max(Math.floor((width - 2 * EDGE) / 6.4), 20);
    return sentence.split(" ").reduce((found, word) => {
      const last = found[found.length - 1];
      if (last && last.length + word.length < most) found[found.length - 1] = `${last} ${word}`;
      else found.push(word);
      return found;
    }, []);
  };

  const drawn = async () => {
    const chart = document.querySelector(`.st-key-${CSS.escape(data.chart)} .js-plotly-plot`);
    const layers = [...chart.querySelectorAll("svg.main-svg")];
    const { width, height } = layers[0].getBoundingClientRect();
    const told = [...lines(data.summary, width), data.source];
    const below = height + EDGE + LINE;
    const whole = document.createElementNS(SVG, "svg");
    const size = [width + 2 * EDGE, below + told.length * LINE + EDGE].map(Math.ceil);
    whole.setAttribute("xmlns", SVG);
    whole.setAttribute("viewBox", `0 0 ${size[0]} ${size[1]}`);
    whole.setAttribute("width", size[0]);
    whole.setAttribute("height", size[1]);
    whole.setAttribute("role", "img");
    whole.setAttribute("lang", data.language);
    whole.append(named("title", data.title), named("desc", data.summary));
    whole.append(named("style", await fonts()));
    const paper = document.createElementNS(SVG, "rect");
    paper.setAttribute("width", "100%");
    paper.setAttribute("height", "100%");
    paper.setAttribute("fill", data.paper);
    whole.append(paper);
    for (const layer of layers) {
      const copy = layer.cloneNode(true);
      copy.setAttribute("x", EDGE);
      copy.setAttribute("y", EDGE);
      copy.setAttribute("width", width);
      copy.setAttribute("height", height);
      // What answers to the pointer is of no use in a file.
      copy.querySelectorAll(".hoverlayer, .nsewdrag, .drag").forEach((part) => part.remove());
      whole.append(copy);
    }
    told.forEach((line, place) => whole.append(text(line, below + place * LINE, 12, data.muted)));
    return { whole, size };
  };

  const save = (content, kind) => {
    const address = URL.createObjectURL(content);
    const link = document.createElement("a");
    link.href = address;
    link.download = `${data.file}.${kind}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  };

  const written = async () => {
    const { whole, size } = await drawn();
    const content = new XMLSerializer().serializeToString(whole);
    return { content, size };
  };

  const asPng = async () => {
    const { content, size } = await written();
    const picture = new Image();
    picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(content)}`;
    await picture.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = size.map((side) => side * SHARP);
    const context = canvas.getContext("2d");
    context.scale(SHARP, SHARP);
    context.drawImage(picture, 0, 0);
    save(await new Promise((done) => canvas.toBlob(done, "image/png")), "png");
  };

  const asSvg = async () => {
    const { content } = await written();
    const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
    save(new Blob([head, content], { type: "image/svg+xml" }), "svg");
  };

  const row = parentElement.querySelector(".pictures");
  row.setAttribute("aria-label", data.label);
  for (const [name, act] of [["png", asPng], ["svg", asSvg]]) {
    const button = row.querySelector(`.${name}`);
    button.textContent = data[name];
    button.onclick = async () => {
      button.disabled = true;
      try {
        await act();
      } finally {
        button.disabled = false;
        button.focus();
      }
    };
  }
}
