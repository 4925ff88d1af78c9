import { byId, h } from './dom.js'

/** Opens the client's member picker (selectEnterpriseContact). `done` gets the result, or null after a cancel. */
export const openPicker = (directory, { mode, selected }, done) => {
  const sheet = byId('sheet')
  const chosen = new Set(selected)
  const finish = (result) => {
    sheet.hidden = true
    sheet.replaceChildren()
    done(result)
  }
  const confirm = h('button', { class: 'btn' }, '')
  const updateLabel = () => (confirm.textContent = `选好了，${chosen.size} 人`)
  const userList = () =>
    directory.members
      .filter((member) => chosen.has(member.userid))
      .map((member) => ({ id: member.userid, name: member.name, avatar: '' }))
  confirm.addEventListener('click', () => finish({ departmentList: [], userList: userList() }))
  const toggle = (member, row) => {
    if (mode === 'single')
      return finish({ departmentList: [], userList: [{ id: member.userid, name: member.name, avatar: '' }] })
    if (!chosen.delete(member.userid)) chosen.add(member.userid)
    row.setAttribute('aria-pressed', String(chosen.has(member.userid)))
    row.querySelector('.tag').hidden = !chosen.has(member.userid)
    return updateLabel()
  }
  const rows = directory.members
    .filter((member) => member.status !== 2 && member.status !== 5)
    .map((member) => {
      const isChosen = chosen.has(member.userid)
      const row = h(
        'button',
        { 'aria-pressed': String(isChosen) },
        h('span', { class: 'g' }, member.name, h('small', {}, member.position)),
        h('span', { class: 'tag ok', hidden: !isChosen }, '已选'),
      )
      row.addEventListener('click', () => toggle(member, row))
      return h('li', {}, row)
    })
  updateLabel()
  sheet.replaceChildren(
    h('header', { class: 'bar' }, h('span'), h('h2', {}, '选择同事'), h('span')),
    h('ul', { class: 'list' }, rows),
    h(
      'div',
      { class: 'under' },
      h('button', { class: 'btn', onclick: () => finish(null) }, '取消'),
      mode === 'multi' ? confirm : null,
    ),
  )
  sheet.hidden = false
  sheet.querySelector('.list button')?.focus()
}
