declare global {
  interface WindowEventMap {
    /** The document is about to be loaded again for code that was lost. A form whose input would be lost prevents it. */
    'desk:reload': Event
  }
}

/**
 * Loads the document again when the API client, or before hydration any code, cannot be loaded although the server
 * answers. Chromium keeps the failure of a module, and of what it imports, as long as the document lives: without this
 * every call would fail as without a network, for ever, and a page that is not hydrated would hold back every click. At
 * most once a minute, since code that is missing on the server would reload the page endlessly. Where it cannot reload, and
 * nothing is hydrated, the page shows `notice`, a JavaScript literal of HTML. The script is inline, since it must not itself
 * be lost. Safari, whose message names no file, loads a lost module again.
 */
export const chunkErrorScript = (notice: string) => `(function(w,t){
w.addEventListener('vite:preloadError',function(ev){
var p=w.__preHydration;
if(p.isHydrated&&!/create-desk-api/.test(String(ev.payload)))return;
function tell(){
if(p.isHydrated||!t)return;
p.controls.forEach(function(c){c.removeAttribute('aria-busy')});
document.body.insertAdjacentHTML('afterbegin',t);t='';
w.scrollTo(0,0)
}
fetch('/healthz',{cache:'no-store'}).then(function(){
var s=w.sessionStorage,k='desk:reloaded',n=Date.now();
if(n-s.getItem(k)<6e4||!w.dispatchEvent(new Event('desk:reload',{cancelable:true})))return tell();
s.setItem(k,n);
t='';
w.location.reload()
}).catch(tell)
})
})(window,${notice})`
