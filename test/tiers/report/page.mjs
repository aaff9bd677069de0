/** How a report is looked at. */
export const VIEWS = [
  { name: "wide-light", width: 1280, colorScheme: "light" },
  { name: "wide-dark", width: 1280, colorScheme: "dark" },
  { name: "narrow-light", width: 360, colorScheme: "light" },
  { name: "narrow-dark", width: 360, colorScheme: "dark" },
  { name: "print", width: 794, colorScheme: "light", media: "print" },
  { name: "print-of-dark", width: 794, colorScheme: "dark", media: "print" },
];

/** What is wrong with a page in one view. */
export async function problemsOf(browser, { url, view, axe, screenshot }) {
  const { width, colorScheme, media = "screen" } = view;
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
  const problems = [];
  try {
    const page = await context.newPage();
    page.on("console", (message) => message.type() === "error" && problems.push(`console: ${message.text()}`));
    page.on("pageerror", (error) => problems.push(`error: ${error.message}`));
    page.on("request", (request) => /^(file|data):/.test(request.url()) || problems.push(`asks for ${request.url()}`));
    await page.emulateMedia({ media, colorScheme });
    await page.goto(url);
    if (screenshot) {
      await page.screenshot({ path: screenshot, fullPage: true });
    }
    await page.evaluate(() => {
      for (const each of document.querySelectorAll("details")) {
        each.open = true;
      }
    });
    problems.push(...(await page.evaluate(tooWide)), ...(await page.evaluate(paleShapes)));
    if (media === "print") {
      return problems;
    }
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
    for (const { id, help, nodes } of violations) {
      problems.push(`axe ${id}: ${help}, ${nodes.length} times, first ${nodes[0]?.html.slice(0, 120)}`);
    }
  } finally {
    await context.close();
  }
  return problems;
}

/** In the page: elements that reach beyond the window and stand in no container that scrolls. */
function tooWide() {
  const window = document.documentElement.clientWidth;
  const problems =
    document.documentElement.scrollWidth > window ? [`page is ${document.documentElement.scrollWidth} px wide`] : [];
  for (const each of document.querySelectorAll("body *")) {
    const { right, width } = each.getBoundingClientRect();
    if (width > 1 && right > window + 1 && each.closest(".scroll, svg") === null) {
      problems.push(`${each.tagName.toLowerCase()} reaches ${Math.round(right)} px: ${each.textContent.slice(0, 40)}`);
    }
  }
  // Text of a picture must stay in it.
  for (const each of document.querySelectorAll("svg text")) {
    const { left, right } = each.getBoundingClientRect();
    const picture = each.closest("svg").getBoundingClientRect();
    if (left < picture.left - 1 || right > picture.right + 1) {
      problems.push(`text leaves its picture: ${each.textContent}`);
    }
  }
  return problems.slice(0, 5);
}

/** In the page: filled shapes with a contrast below 3 to 1, and text of pictures below 4.5, which axe does not look at. */
function paleShapes() {
  const channels = (colour) => colour.match(/[\d.]+/g)?.map(Number) ?? [];
  const luminance = (colour) => {
    const [red, green, blue] = channels(colour).map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const background = (element) => {
    for (let each = element; each !== null; each = each.parentElement) {
      const colour = getComputedStyle(each).backgroundColor;
      if ((channels(colour)[3] ?? 1) > 0) {
        return colour;
      }
    }
    return "rgb(255, 255, 255)";
  };
  /** What a text stands on: the last filled shape before it that holds its middle. */
  const below = (text) => {
    const { left, right, top, bottom } = text.getBoundingClientRect();
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    const shapes = [...text.closest("svg").querySelectorAll("rect, ellipse, path")].filter((shape) => {
      const box = shape.getBoundingClientRect();
      const before = shape.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING;
      return (
        before &&
        getComputedStyle(shape).fill !== "none" &&
        box.left <= x &&
        x <= box.right &&
        box.top <= y &&
        y <= box.bottom
      );
    });
    const last = shapes.at(-1);
    return last === undefined ? background(text.closest("svg")) : getComputedStyle(last).fill;
  };
  const problems = new Set();
  for (const shape of document.querySelectorAll("svg rect, svg circle")) {
    const { fill, stroke } = getComputedStyle(shape);
    const on = background(shape.closest("svg"));
    const visible = [fill, stroke].filter((colour) => colour !== "none").some((colour) => contrast(colour, on) >= 3);
    if (!visible) {
      problems.add(`${shape.tagName} ${fill} on ${on} has a contrast of ${contrast(fill, on).toFixed(2)}`);
    }
  }
  for (const text of document.querySelectorAll("svg text")) {
    const [fill, on] = [getComputedStyle(text).fill, below(text)];
    if (contrast(fill, on) < 4.5) {
      problems.add(`text ${text.textContent}: ${fill} on ${on} has a contrast of ${contrast(fill, on).toFixed(2)}`);
    }
  }
  return [...problems].slice(0, 5);
}
